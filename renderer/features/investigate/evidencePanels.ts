import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import type { SignalQueries } from "../../../shared/domain/services/model.ts";
import { type BoardPanel, panel } from "../../../shared/domain/services/presets/preset.ts";
import type { InvestigateView } from "../../state/investigateView.ts";

/** A chart of the evidence and where its queries are asked. */
export interface EvidencePanel {
  readonly id: string;
  readonly source: string;
  readonly panel: BoardPanel;
}

/** What the alert or chart is about, which stands first. */
export function subjectPanels({ title, expr, source }: InvestigateView): readonly EvidencePanel[] {
  if (expr === null) return [];
  const [one] = panel(title ?? "Query", inferUnit(expr), [[null, expr]]);
  return one ? [{ id: "subject", source, panel: one }] : [];
}

/** Latency, traffic, errors and saturation, as far as the service tells them. */
export function signalPanels(source: string, signals: SignalQueries): readonly EvidencePanel[] {
  const { requests, errorRatio, abortRatio, p50, p95, p99, mean, running, waiting, kvCache } = signals;
  const latency = panel("Latency", "seconds", [
    ["p99", p99 ?? null],
    ["p95", p95 ?? null],
    ["p50", p50 ?? null],
    ["mean", p50 === undefined ? (mean ?? null) : null],
  ]);
  const traffic = panel("Requests", "perSecond", [["requests", requests ?? null]]);
  const errors = panel("Errors", "ratio", [
    ["failed", errorRatio ?? null],
    ["given up", abortRatio ?? null],
  ]);
  const queue = panel("Queue", "none", [
    ["waiting", waiting ?? null],
    ["running", running ?? null],
  ]);
  const cache = panel("KV cache", "ratio", [["used", kvCache ?? null]], { whole: true });
  return named("signal", source, [...latency, ...traffic, ...errors, ...queue, ...cache]);
}

/** Names of more hosts have no room beside a chart. */
const mostByName = 4;

/** The GPUs of the hosts: each of one host, the mean and the fullest of several, the highest and lowest of these of many. */
export function gpuPanels(hosts: readonly string[]): readonly EvidencePanel[] {
  if (hosts.length === 0) return [];
  const [only] = hosts;
  const isOne = hosts.length === 1;
  const isMany = hosts.length > mostByName;
  const where = isOne
    ? `instance=${JSON.stringify(only)}`
    : `instance=~${JSON.stringify(hosts.map(literal).join("|"))}`;
  const lines = (each: string, ofHost: string): Parameters<typeof panel>[2] => {
    if (isOne) return [[{ per: "gpu" }, each]];
    const byHost = `${ofHost} by (instance) (${each})`;
    return isMany
      ? [
          ["highest host", `max(${byHost})`],
          ["lowest host", `min(${byHost})`],
        ]
      : [[{ per: "instance" }, byHost]];
  };
  const use = `nvidia_smi_utilization_gpu_ratio{${where}}`;
  const memory = `nvidia_smi_memory_used_bytes{${where}} / nvidia_smi_memory_total_bytes{${where}}`;
  return named("gpu", "local", [
    ...panel("GPU util", "ratio", lines(use, "avg"), { whole: true }),
    ...panel("GPU memory", "ratio", lines(memory, "max"), { whole: true }),
  ]);
}

function literal(host: string): string {
  return host.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function named(kind: string, source: string, panels: readonly BoardPanel[]): readonly EvidencePanel[] {
  return panels.map((one) => ({ id: `${kind} ${one.title}`, source, panel: one }));
}
