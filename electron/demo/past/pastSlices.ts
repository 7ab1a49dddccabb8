import { type Slice, sliceMs } from "../../../shared/domain/slo/slices.ts";
import { gatewayRequestsPerSecond, healthChecksPerSecond, routes } from "../simulation/applications/gateway.ts";
import { type Latency, shareBelow } from "../simulation/applications/latency.ts";
import { type Answered, createTraffic, givenUpShare } from "../simulation/applications/traffic.ts";
import { tritonRequestsPerSecond, versions } from "../simulation/applications/triton.ts";
import { latencies, releases } from "../simulation/applications/vllm.ts";
import type { HostSpec } from "../simulation/fleet.ts";
import { replicas } from "../simulation/fleet.ts";
import { slowShareAt } from "./pastTroubles.ts";

const dayMs = 86_400_000;
/** As far back as any window of the demo's SLOs. */
const pastMs = 31 * dayMs;
/** As burn rates of the minute need them. */
const minutelyMs = 3 * dayMs;
const minuteMs = 60_000;
const sliceSeconds = sliceMs / 1000;
/** Hosts of one kind whose applications are read, at most. */
const mostHosts = 4;

interface Rates {
  readonly bad: number;
  readonly total: number;
}

/** What the demo's SLOs would have counted, by their ids: the simulation run backwards, with the troubles that it had. */
export function pastSlices(hosts: readonly HostSpec[], nowMs: number): ReadonlyMap<string, readonly Slice[]> {
  const chat = serversOf(
    hosts.filter(({ service }) => service.model === "chat-llm-70b"),
    6,
    (host) => replicas(host).length,
  );
  const avatar = serversOf(
    hosts.filter(({ service }) => service.name === "avatar"),
    tritonRequestsPerSecond,
  );
  const gateway = serversOf(
    hosts.filter(({ runsGateway }) => runsGateway),
    gatewayRequestsPerSecond,
  );
  const past = new Map<string, Slice[]>();
  const add = (id: string, endMs: number, { bad, total }: Rates) => {
    const slices = past.get(id) ?? [];
    past.set(id, slices);
    if (total > 0) slices.push({ endMs, bad: bad * sliceSeconds, total: total * sliceSeconds });
  };
  const stepAt = (endMs: number) => (nowMs - endMs > minutelyMs + sliceMs ? sliceMs : minuteMs);
  const firstMs = Math.floor((nowMs - pastMs) / sliceMs) * sliceMs;
  for (let endMs = firstMs; endMs <= nowMs; endMs += stepAt(endMs)) {
    const agoMs = nowMs - endMs;
    const seconds = -(agoMs + sliceMs / 2) / 1000;
    const requests = withSlow(chat(seconds), slowShareAt("chat-llm-70b", agoMs));
    add("chat-llm-70b-latency", endMs, slowTokens(requests));
    add("chat-llm-70b-availability", endMs, unfinished(requests));
    add("chat-llm-70b-quality", endMs, { bad: 0, total: sumOf(requests) > 0 ? 1 : 0 });
    add("sonic-avatar-availability", endMs, failedInferences(avatar(seconds), slowShareAt("sonic-avatar", agoMs)));
    const calls = withSlow(gateway(seconds), slowShareAt("chat-llm-70b", agoMs));
    add("llm-gateway-availability", endMs, failedCalls(calls));
    add("llm-gateway-latency", endMs, slowCalls(calls));
  }
  return past;
}

/** How requests fared, as far as what is written of the past goes by it. */
type Endured = Pick<Answered, "calm" | "busy" | "slow">;

/** A second's requests of the servers that are read, all of them as busy as the first on their host. */
function serversOf(
  hosts: readonly HostSpec[],
  requestsPerSecond: number,
  copies: (host: HostSpec) => number = () => 1,
): (t: number) => Endured {
  const servers = hosts.slice(0, mostHosts).map((host) => ({
    traffic: createTraffic({ host, gpus: replicas(host)[0] ?? [0], requestsPerSecond, ageSeconds: 0 }),
    count: copies(host),
  }));
  return (t) =>
    servers.reduce(
      (sum, { traffic, count }) => {
        const { calm, busy, slow } = traffic.perSecond(t);
        return { calm: sum.calm + calm * count, busy: sum.busy + busy * count, slow: sum.slow + slow * count };
      },
      { calm: 0, busy: 0, slow: 0 },
    );
}

function sumOf({ calm, busy, slow }: Endured): number {
  return calm + busy + slow;
}

function withSlow(answered: Endured, slowShare: number): Endured {
  const { calm, busy, slow } = answered;
  return {
    calm: calm * (1 - slowShare),
    busy: busy * (1 - slowShare),
    slow: slow + (calm + busy) * slowShare,
  };
}

interface Spread {
  readonly calm: Latency;
  readonly busy: Latency;
  readonly slow?: Latency;
}

function above({ calm, busy, slow = busy }: Spread, bound: number, answered: Endured): number {
  return (
    answered.calm * (1 - shareBelow(calm, bound)) +
    answered.busy * (1 - shareBelow(busy, bound)) +
    answered.slow * (1 - shareBelow(slow, bound))
  );
}

const firstToken = latencies(1).find(({ name }) => name === "vllm:time_to_first_token_seconds");

function slowTokens(answered: Endured): Rates {
  return { bad: firstToken ? above(firstToken, 2.5, answered) : 0, total: sumOf(answered) };
}

function unfinished(answered: Endured): Rates {
  const total = sumOf(answered);
  const aborted = total * releases["v2.18.0"].abortShare + answered.slow * givenUpShare;
  return { bad: aborted * 1.1, total };
}

function failedInferences(answered: Endured, failing: number): Rates {
  const total = sumOf(answered);
  const usual = versions.reduce((sum, { share, failShare }) => sum + share * failShare, 0);
  return { bad: total * (usual + failing), total };
}

function failedCalls(answered: Endured): Rates {
  const calls = sumOf(answered);
  const [chat] = routes;
  const failed = routes.reduce((sum, { share, errorShare }) => sum + calls * (share ?? 0) * errorShare, 0);
  return { bad: failed + answered.slow * (chat?.share ?? 0) * givenUpShare, total: calls + healthChecksPerSecond };
}

function slowCalls(answered: Endured): Rates {
  const bad = routes.reduce((sum, route) => sum + (route.share ?? 0) * above(route, 2.5, answered), 0);
  return { bad, total: sumOf(answered) + healthChecksPerSecond };
}
