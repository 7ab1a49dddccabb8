import type { ServiceState } from "../../shared/domain/services/model.ts";

/** A healthy vLLM service without figures. */
export function buildService(fields: Partial<ServiceState> = {}): ServiceState {
  return {
    definition: {
      name: "chat-llm-70b",
      origin: "workspace",
      environment: "prod",
      source: "local",
      matchers: 'job="vllm"',
      hosts: null,
      versionLabel: null,
      logs: null,
      workloads: null,
      gpusPerHost: null,
    },
    health: { kind: "ok" },
    sinceMs: 0,
    kind: "vLLM",
    signals: {},
    signalsAtMs: 0,
    change: null,
    latencyHistory: new Float64Array(0),
    targets: [],
    hosts: [],
    gpus: { reporting: 0, expected: 0, utilizationRatio: null },
    cost: { kind: "noGpus" },
    alerts: [],
    ...fields,
  };
}
