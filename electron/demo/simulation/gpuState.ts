import type { GpuModel, HostSpec } from "./fleet.ts";
import type { ScenarioFigures } from "./incident/scenario.ts";
import { between, hash, hex, wander } from "./noise.ts";
import { agentMemoryMiB } from "./processes.ts";

export interface GpuIdentity {
  readonly index: number;
  readonly uuid: string;
  /** `00000000:4E:00.0`, as nvidia-smi prints it. */
  readonly busId: string;
  readonly model: GpuModel;
}

export interface GpuReading extends GpuIdentity {
  readonly lost: boolean;
  readonly utilizationPercent: number;
  readonly memoryUtilizationPercent: number;
  readonly memoryUsedMiB: number;
  readonly temperatureCelsius: number;
  readonly memoryTemperatureCelsius: number;
  readonly powerWatts: number;
  readonly smMHz: number;
  readonly memoryMHz: number;
  /** nvidia-smi's 64-bit mask. */
  readonly throttleMask: number;
  readonly eccCorrected: number;
  readonly remapPending: boolean;
  readonly performanceState: "P0" | "P8";
}

const throttle = { none: 0, idle: 0x1, powerCap: 0x4, hardwareThermal: 0x48, powerBrake: 0x88 } as const;

/** Which GPUs of a troubled host show it. */
export const troubledGpus = { throttled: [2, 3], gpuLost: [5], remapPending: [6] } as const;
const corrected: Readonly<Record<number, number>> = { 3: 12, 6: 3 };

/** A host has its trouble from the beginning; a scenario brings it about. */
const figureOf = { throttled: "heat", gpuLost: "gpuLost", remapPending: null } as const;

function isTroubled(host: HostSpec, kind: keyof typeof troubledGpus, index: number, t: number): boolean {
  const figure = figureOf[kind];
  const isSo = host.trouble === kind || (figure !== null && isOn(host, figure, t));
  return isSo && troubledGpus[kind].some((one) => one === index);
}

function isOn({ incident }: HostSpec, figure: keyof ScenarioFigures, t: number): boolean {
  return incident !== null && incident.figure(figure, t) >= 0.5;
}

/** The GPU that hangs where one does: those that work with it wait. */
const hungGpu = 2;

/** 0..1 of the work that a GPU's replica does otherwise. */
function working(host: HostSpec, replica: number, t: number): number {
  const { incident, service } = host;
  if (incident === null) return 1;
  const isStopped = (gpu: number) => Math.floor(gpu / service.gpusPerReplica) === replica;
  if (isOn(host, "gpuLost", t) && isStopped(troubledGpus.gpuLost[0])) return 0;
  if (isOn(host, "gpuHung", t) && isStopped(hungGpu)) return 0;
  return 1 - incident.figure("stall", t);
}

export function gpuIdentity(host: HostSpec, index: number): GpuIdentity {
  const digits = hex(32, host.seed, "gpu", index);
  const uuid = `GPU-${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20, 32)}`;
  const bus = (0x0f + index * 0x1c).toString(16).toUpperCase().padStart(2, "0");
  return { index, uuid, busId: `00000000:${bus}:00.0`, model: host.model };
}

/** One GPU at a moment; `t` is seconds since the simulation began. */
export function gpuReading(host: HostSpec, index: number, t: number): GpuReading {
  const identity = gpuIdentity(host, index);
  const { model } = identity;
  const throttled = isTroubled(host, "throttled", index, t);
  const braked = isOn(host, "powerBrake", t);
  const hung = index === hungGpu && isOn(host, "gpuHung", t);
  const loadAt = loadOf(host, index);
  const load = loadAt(t);
  const isIdle = load < 0.02 && !hung;
  // Heat follows load with the inertia of metal: an average over the last minute.
  const slowLoad = [0, 15, 30, 45, 60].reduce((sum, ago) => sum + loadAt(t - ago), 0) / 5;
  const spread = between(-3, 3, host.seed, index, "airflow");
  const temperature = throttled
    ? 85.5 + 1.5 * wander(t, 45, hash(host.seed, index, "hot"))
    : 31 + 39 * slowLoad + spread + 1.2 * wander(t, 30, hash(host.seed, index, "temperature"));
  const power = throttled
    ? model.powerLimitWatts * (0.77 + 0.02 * wander(t, 12, hash(host.seed, index, "watts")))
    : model.idleWatts +
      (model.powerLimitWatts - model.idleWatts) *
        Math.min(1, load * 1.03) *
        between(0.94, 1, host.seed, index, "silicon");
  const capped = !isIdle && !throttled && power > model.powerLimitWatts * 0.975;
  const clockShare = isIdle
    ? 0.17
    : throttled || braked
      ? 0.57
      : 0.905 - 0.035 * load + 0.012 * wander(t, 8, hash(host.seed, index, "clock"));
  return {
    ...identity,
    lost: isTroubled(host, "gpuLost", index, t),
    utilizationPercent: hung ? 100 : Math.round(load * 100),
    memoryUtilizationPercent: Math.round(load * 54),
    memoryUsedMiB: memoryUsed(host, index, t),
    temperatureCelsius: Math.round(temperature),
    memoryTemperatureCelsius: Math.round(temperature + 9),
    powerWatts: Math.min(model.powerLimitWatts * (braked ? 0.6 : 1.01), power),
    smMHz: Math.round((model.maxSmMHz * clockShare) / 15) * 15,
    memoryMHz: isIdle ? Math.round(model.memoryMHz * 0.6) : model.memoryMHz,
    throttleMask: throttled
      ? throttle.hardwareThermal
      : braked
        ? throttle.powerBrake
        : isIdle
          ? throttle.idle
          : capped
            ? throttle.powerCap
            : throttle.none,
    eccCorrected: host.trouble === "throttled" ? (corrected[index] ?? 0) : 0,
    remapPending: isTroubled(host, "remapPending", index, t),
    performanceState: isIdle ? "P8" : "P0",
  };
}

/** 0..1 at a moment. GPUs of one replica move together, with a little of their own; a throttled one does less. */
export function loadOf(host: HostSpec, index: number): (t: number) => number {
  const { load, gpusPerReplica, model } = host.service;
  if (load === 0) return () => 0;
  const replica = Math.floor(index / gpusPerReplica);
  const demandSeed = hash(model, "demand");
  const replicaSeed = hash(host.seed, replica, "replica");
  const ownSeed = hash(host.seed, index, "own");
  return (t) => {
    const share = isTroubled(host, "throttled", index, t) ? 0.94 : 1;
    const demand = 0.1 * wander(t, 420, demandSeed) + 0.06 * wander(t, 90, replicaSeed);
    const own = 0.025 * wander(t, 6, ownSeed);
    const pressed =
      0.06 * (host.incident?.figure("cacheFill", t) ?? 0) + 0.07 * (host.incident?.figure("traffic", t) ?? 0);
    const whole = Math.min(1, Math.max(0.03, load + demand * (1.15 - load) * 2 + own + pressed));
    return whole * host.lives.trafficShare(replica, t) * share * working(host, replica, t);
  };
}

/** Weights stay; the KV cache breathes with the demand; the agent sits on GPU 0. */
function memoryUsed(host: HostSpec, index: number, t: number): number {
  const { model, service } = host;
  const agent = index === 0 ? agentMemoryMiB : 0;
  if (service.load === 0) return 3 + agent;
  const replica = Math.floor(index / service.gpusPerReplica);
  const cache = 0.03 * wander(t, 240, hash(host.seed, replica, "cache"));
  const leak = host.incident?.figure("leak", t) ?? 0;
  const fill = Math.max(host.incident?.figure("cacheFill", t) ?? 0, leak);
  // What leaks did not reserve its memory at the start.
  const reserved = service.memoryShare * (host.incident?.drives("leak") ? 0.65 : 1);
  const share = Math.min(0.985, reserved + cache);
  const whole = (model.memoryMiB - model.reservedMiB) * (share + (0.992 - share) * fill) + index * 7;
  return Math.max(3, Math.round(whole * host.lives.memoryShare(replica, t))) + agent;
}
