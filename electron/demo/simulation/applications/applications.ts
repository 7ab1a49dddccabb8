import { firstVersionOf, type HostSpec, replicas } from "../fleet.ts";
import { serviceAgeSeconds } from "../processes.ts";
import { createDcgmExporter } from "./dcgm.ts";
import { createGateway } from "./gateway.ts";
import { type AutoscalerFigures, autoscalersText, stuckAutoscaler } from "./kubeState.ts";
import { createTritonServer } from "./triton.ts";
import { createVllmServer } from "./vllm.ts";

/** Something on a simulated host that answers `/metrics` on a loopback port. */
export interface Application {
  readonly job: "vllm" | "triton" | "gateway" | "dcgm" | "kube-state-metrics";
  readonly port: number;
  /** What tells it from others of its job. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether anybody listens there at a moment. */
  readonly answers: (t: number) => boolean;
  /** Takes no new requests from then on, or does again. */
  readonly drain?: (drains: boolean, t: number) => void;
  /** Exposition text, `t` seconds after the simulation began. */
  readonly metrics: (t: number) => string;
}

/**
 * What runs on a host; `wallStartMs` is the wall clock when the simulation began, `clusterState` what kube-state-metrics tells
 * where it runs here, of the autoscalers that are given as well.
 */
export function applicationsOf(
  host: HostSpec,
  wallStartMs: number,
  clusterState: ((more: readonly AutoscalerFigures[]) => string) | null = null,
): readonly Application[] {
  const { service, runsGateway } = host;
  const ageSeconds = serviceAgeSeconds;
  const answers = () => true;
  const startedAtSeconds = Math.round(wallStartMs / 1000 - ageSeconds);
  const servers = service.name === "vllm" ? replicas(host) : [];
  const vllm = servers.map((gpus, replica): Application => {
    const version = firstVersionOf(host, replica);
    return {
      job: "vllm",
      port: 8000 + replica,
      labels: { ...(host.incident === null ? { version } : {}), replica: String(replica) },
      answers: (t) =>
        host.lives.answers(replica, t) && !(replica === 1 && (host.incident?.figure("serverDown", t) ?? 0) >= 0.5),
      // The host's front end drains all of its replicas.
      drain: (drains, t) => host.lives.act(drains ? "drain" : "undrain", null, t),
      metrics: createVllmServer({ host, replica, gpus, version, ageSeconds, startedAtSeconds }),
    };
  });
  const others: Application[] = [
    {
      job: "dcgm",
      port: 9400,
      labels: {},
      answers: (t) => (host.incident?.figure("exporterDown", t) ?? 0) < 0.5,
      metrics: createDcgmExporter(host),
    },
  ];
  const isStuck = runsGateway && host.incident?.drives("wantedReplicas");
  if (isStuck || clusterState !== null) {
    const tell = clusterState ?? autoscalersText;
    const metrics = (t: number) => tell(isStuck ? [stuckAutoscaler(host, t)] : []);
    others.push({ job: "kube-state-metrics", port: 8081, labels: {}, answers, metrics });
  }
  if (service.name === "avatar")
    others.push({ job: "triton", port: 8002, labels: {}, answers, metrics: createTritonServer({ host, ageSeconds }) });
  if (runsGateway)
    others.push({
      job: "gateway",
      port: 8080,
      labels: {},
      answers,
      metrics: createGateway({ host, ageSeconds, startedAtSeconds }),
    });
  return [...vllm, ...others];
}
