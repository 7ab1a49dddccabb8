import { type HostSpec, replicas, versionOf } from "../fleet.ts";
import { serviceAgeSeconds } from "../processes.ts";
import { createDcgmExporter } from "./dcgm.ts";
import { createGateway } from "./gateway.ts";
import { createTritonServer } from "./triton.ts";
import { createVllmServer } from "./vllm.ts";

/** Something on a simulated host that answers `/metrics` on a loopback port. */
export interface Application {
  readonly job: "vllm" | "triton" | "gateway" | "dcgm";
  readonly port: number;
  /** What tells it from others of its job. */
  readonly labels: Readonly<Record<string, string>>;
  /** Exposition text, `t` seconds after the simulation began. */
  readonly metrics: (t: number) => string;
}

/** What runs on a host; `wallStartMs` is the wall clock when the simulation began. */
export function applicationsOf(host: HostSpec, wallStartMs: number): readonly Application[] {
  const { service, runsGateway } = host;
  const ageSeconds = serviceAgeSeconds;
  const startedAtSeconds = Math.round(wallStartMs / 1000 - ageSeconds);
  const servers = service.name === "vllm" ? replicas(host) : [];
  const vllm = servers.map((gpus, replica): Application => {
    const version = versionOf(host, replica);
    return {
      job: "vllm",
      port: 8000 + replica,
      labels: { version, replica: String(replica) },
      metrics: createVllmServer({ host, replica, gpus, version, ageSeconds, startedAtSeconds }),
    };
  });
  const others: Application[] = [{ job: "dcgm", port: 9400, labels: {}, metrics: createDcgmExporter(host) }];
  if (service.name === "avatar")
    others.push({ job: "triton", port: 8002, labels: {}, metrics: createTritonServer({ host, ageSeconds }) });
  if (runsGateway)
    others.push({
      job: "gateway",
      port: 8080,
      labels: {},
      metrics: createGateway({ host, ageSeconds, startedAtSeconds }),
    });
  return [...vllm, ...others];
}
