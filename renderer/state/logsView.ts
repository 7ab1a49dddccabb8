import { formatPodSource, type PodSource, workloadSources } from "../../shared/domain/logs/podSource.ts";
import { navigate, openedFrom } from "./navigation.ts";
import type { ServiceState } from "./servicesStore.ts";

/** Everything the address says: opening the same address shows the same lines. */
export interface LogsView {
  /** See `parseFilter`. */
  readonly filter: string;
  /** Null for all of them. */
  readonly hosts: readonly string[] | null;
  readonly sources: readonly string[] | null;
  /** Null follows the time range of the top bar. */
  readonly window: { readonly fromMs: number; readonly toMs: number } | null;
  /** The line in hand: see `lineKey`. */
  readonly line: string | null;
}

const emptyLogsView: LogsView = { filter: "", hosts: null, sources: null, window: null, line: null };

/** `q=timeout&host=gpu-a09&source=hosts&from=1795565662123&to=...&line=1795565662500-ab12`; what is broken takes its default. */
export function parseLogsView(search: string): LogsView {
  const params = new URLSearchParams(search);
  const list = (name: string) => {
    const values = params.getAll(name).filter((value) => value !== "");
    return values.length > 0 ? values : null;
  };
  const fromMs = Number(params.get("from") ?? Number.NaN);
  const toMs = Number(params.get("to") ?? Number.NaN);
  return {
    filter: (params.get("q") ?? "").slice(0, 10_000),
    hosts: list("host"),
    sources: list("source"),
    window: Number.isFinite(fromMs) && toMs > fromMs ? { fromMs, toMs } : null,
    line: params.get("line") || null,
  };
}

export function formatLogsView({ filter, hosts, sources, window, line }: LogsView): string {
  const params = new URLSearchParams();
  if (filter !== "") params.set("q", filter);
  for (const host of hosts ?? []) params.append("host", host);
  for (const source of sources ?? []) params.append("source", source);
  if (window) {
    params.set("from", String(Math.round(window.fromMs)));
    params.set("to", String(Math.round(window.toMs)));
  }
  if (line !== null) params.set("line", line);
  return params.toString();
}

/** What a pod, or the pods of a workload, write. */
export function openPodLogs(of: PodSource): void {
  const view = { ...emptyLogsView, sources: [formatPodSource(of)] };
  navigate({ page: "logs", query: formatLogsView(view) });
}

/** What a service writes: the pods of its workloads where it has some, else its hosts. */
export function openServiceLogs({ definition, hosts }: Pick<ServiceState, "definition" | "hosts">): void {
  const { workloads } = definition;
  const filter = definition.logs ?? "";
  if (workloads === null) openLogs(hosts, filter);
  else
    navigate({
      page: "logs",
      query: formatLogsView({ ...emptyLogsView, filter, sources: workloadSources(workloads) }),
    });
}

/** The lines of some hosts, or those of them that a filter takes; the window of the charts goes along. */
export function openLogs(hosts: readonly string[], filter = ""): void {
  const view = { ...emptyLogsView, filter, hosts: hosts.length === 0 ? null : hosts };
  navigate({ page: "logs", query: formatLogsView(view) });
}

/** The Logs view that this screen was opened from, as it was left; else what `open` opens. */
export function backToLogs(open: () => void): void {
  const from = openedFrom();
  if (from?.page === "logs") navigate(from);
  else open();
}
