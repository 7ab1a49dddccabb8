import type { Unit } from "../format/units.ts";
import type { Labels } from "../metrics/model.ts";
import type { SignalId, SignalQueries } from "../services/model.ts";
import type { WatchedSubject } from "./finding.ts";

/** A query whose series are watched. */
export interface WatchedGroup {
  /** The same query keeps its id. */
  readonly id: string;
  readonly source: string;
  readonly expr: string;
  readonly unit: Unit;
  /** Answers the limit of each series, with the same labels; null where there is none. */
  readonly limitExpr: string | null;
  /** Null for a series that is about nothing that is known. */
  subjectOf(labels: Labels): WatchedSubject | null;
  titleOf(labels: Labels): string;
}

const ofHost = ({ instance }: Labels): WatchedSubject | null =>
  instance === undefined ? null : { kind: "host", name: instance };

/** What is watched of every host. */
export const hostGroups: readonly WatchedGroup[] = [
  {
    id: "gpuMemory",
    source: "local",
    expr: "nvidia_smi_memory_used_bytes",
    unit: "bytes",
    limitExpr: "nvidia_smi_memory_total_bytes",
    subjectOf: ofHost,
    titleOf: ({ gpu }) => `GPU ${gpu} memory`,
  },
  {
    id: "gpuTemperature",
    source: "local",
    expr: "nvidia_smi_temperature_gpu",
    unit: "celsius",
    limitExpr: null,
    subjectOf: ofHost,
    titleOf: ({ gpu }) => `GPU ${gpu} temperature`,
  },
  {
    id: "hostMemory",
    source: "local",
    expr: "midwatch_host_memory_used_bytes",
    unit: "bytes",
    limitExpr: "node_memory_MemTotal_bytes",
    subjectOf: ofHost,
    titleOf: () => "Memory",
  },
  {
    id: "disk",
    source: "local",
    expr: "node_filesystem_size_bytes - node_filesystem_avail_bytes",
    unit: "bytes",
    limitExpr: "node_filesystem_size_bytes",
    subjectOf: ofHost,
    titleOf: ({ mountpoint }) => `Disk ${mountpoint}`,
  },
];

const signalTitles: Readonly<Record<SignalId, readonly [title: string, unit: Unit]>> = {
  requests: ["Requests", "perSecond"],
  errorRatio: ["Errors", "ratio"],
  abortRatio: ["Given up", "ratio"],
  p50: ["p50", "seconds"],
  p95: ["p95", "seconds"],
  p99: ["p99", "seconds"],
  mean: ["Mean latency", "seconds"],
  running: ["Running", "none"],
  waiting: ["Waiting", "none"],
  kvCache: ["KV cache", "ratio"],
  promptTokens: ["Prompt tokens", "perSecond"],
  generationTokens: ["Generated tokens", "perSecond"],
};

/** What is watched of a service: its signals, each one series. */
export function serviceGroups(service: string, source: string, signals: SignalQueries): readonly WatchedGroup[] {
  const subject: WatchedSubject = { kind: "service", name: service };
  return Object.entries(signals).map(([id, expr]) => {
    const [title, unit] = signalTitles[id as SignalId];
    return {
      id: `${service} ${id}`,
      source,
      expr,
      unit,
      limitExpr: id === "kvCache" ? "vector(1)" : null,
      subjectOf: () => subject,
      titleOf: () => title,
    };
  });
}
