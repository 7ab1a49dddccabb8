import type { HostSpec } from "../fleet.ts";
import { loadOf } from "../gpuState.ts";
import type { ScenarioFigures } from "../incident/scenario.ts";

/** Requests that a server has answered: those of quiet moments, and those that came while its GPUs were full. */
export interface Answered {
  readonly calm: number;
  readonly busy: number;
  /** Those that took far too long: an incident's. */
  readonly slow: number;
  /** Of all: those that failed at once. */
  readonly failed: number;
  /** What longer prompts add up to, in requests of the usual length. */
  readonly longer: number;
  /** What answers lost of their grades, added up. */
  readonly lost: number;
}

/** Of slow requests: nobody waits for them any more. */
export const givenUpShare = 0.35;

export interface Traffic {
  /** 0..1, the mean utilization of the server's GPUs. */
  load(t: number): number;
  answered(t: number): Answered;
  /** A second's requests at a moment, before the simulation began too. */
  perSecond(t: number): Answered;
}

const nothing = { slow: 0, failed: 0, longer: 0, lost: 0 } as const;

/** From this utilization on requests begin to wait for each other. */
const fullFrom = 0.86;

/**
 * A server's requests follow the load of its GPUs. They are added up second by second, so that counters agree with the
 * load that was, whenever they are read. Time goes forward only.
 */
export function createTraffic(options: {
  readonly host: HostSpec;
  readonly gpus: readonly number[];
  /** At full load. */
  readonly requestsPerSecond: number;
  /** How long it ran when the simulation began. */
  readonly ageSeconds: number;
  /** What else makes requests slow. */
  readonly alsoSlow?: "upstreamSlow";
}): Traffic {
  const { host, gpus, requestsPerSecond, ageSeconds, alsoSlow } = options;
  const figure = (name: keyof ScenarioFigures, t: number) => host.incident?.figure(name, t) ?? 0;
  const loads = gpus.map((gpu) => loadOf(host, gpu));
  const load = (t: number) => loads.reduce((sum, loadAt) => sum + loadAt(t), 0) / gpus.length;

  function perSecond(t: number): Answered {
    const now = load(t);
    const busyShare = Math.min(0.9, Math.max(0, (now - fullFrom) / (1 - fullFrom)));
    const rate = requestsPerSecond * now * (1 + figure("traffic", t));
    const slow = rate * Math.min(1, figure("slowShare", t) + (alsoSlow ? figure(alsoSlow, t) : 0));
    return {
      calm: (rate - slow) * (1 - busyShare),
      busy: (rate - slow) * busyShare,
      slow,
      failed: rate * figure("errorShare", t),
      longer: rate * figure("promptGrowth", t),
      lost: rate * figure("qualityLoss", t),
    };
  }

  const first = perSecond(0);
  let second = 0;
  let total: Answered = { calm: first.calm * ageSeconds, busy: first.busy * ageSeconds, ...nothing };
  return {
    load,
    perSecond,
    answered(t) {
      for (; second < Math.floor(t); second += 1) total = plus(total, perSecond(second), 1);
      return plus(total, perSecond(second), Math.max(0, t - second));
    },
  };
}

function plus(total: Answered, rate: Answered, seconds: number): Answered {
  return {
    calm: total.calm + rate.calm * seconds,
    busy: total.busy + rate.busy * seconds,
    slow: total.slow + rate.slow * seconds,
    failed: total.failed + rate.failed * seconds,
    longer: total.longer + rate.longer * seconds,
    lost: total.lost + rate.lost * seconds,
  };
}
