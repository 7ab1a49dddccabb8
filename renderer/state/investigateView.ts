import { type AlertPod, hostOf, podOf } from "../../shared/domain/alerts/alertWords.ts";
import { measuredAt } from "../../shared/domain/alerts/measured.ts";
import type { Alert } from "./alertsStore.ts";
import { formatLogsView } from "./logsView.ts";
import { navigate, type Route } from "./navigation.ts";
import { hostNowMs } from "./now.ts";
import { reachBack, type TimeWindow } from "./timeRange.ts";

/** How far back what is shown is held against itself. */
export const compareSteps = [
  { id: "1h", label: "1 hour before" },
  { id: "1d", label: "1 day before" },
  { id: "1w", label: "1 week before" },
] as const;
export type CompareStep = (typeof compareSteps)[number]["id"];

/** Everything the address says: it stays readable after the alert it was opened from is gone. */
export interface InvestigateView {
  /** Id of an alert. */
  readonly alert: string | null;
  /** What it is called: the alert's name, or the chart's. */
  readonly title: string | null;
  /** What is drawn first, the number it is held against, and where it is asked. */
  readonly expr: string | null;
  readonly limit: number | null;
  /** Of the alert: since when its expression holds (Unix ms), and how long it must before it fires. */
  readonly sinceMs: number | null;
  readonly forMs: number | null;
  readonly source: string;
  readonly service: string | null;
  readonly hosts: readonly string[];
  /** The pod that it is about: its lines are read. */
  readonly pod: AlertPod | null;
  /** Of the log lines: see `parseFilter`. */
  readonly filter: string;
  /** Of the charts; null follows the time range of the top bar. */
  readonly window: TimeWindow | null;
  /** The part of it whose lines are read; null for all of it. */
  readonly picked: TimeWindow | null;
  /** The line in hand: see `lineKey`. */
  readonly line: string | null;
  readonly compare: CompareStep | null;
}

const emptyView: InvestigateView = {
  alert: null,
  title: null,
  expr: null,
  limit: null,
  sinceMs: null,
  forMs: null,
  source: "local",
  service: null,
  hosts: [],
  pod: null,
  filter: "",
  window: null,
  picked: null,
  line: null,
  compare: null,
};

/** `alert=9f..&title=KvCacheHigh&expr=...&limit=0.95&service=chat&host=gpu-a01&pod=eu/serving/chat-0&q=level:error&from=...&to=...&picked=...-...&compare=1d` */
export function parseInvestigateView(search: string): InvestigateView {
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name) || null;
  return {
    alert: text("alert"),
    title: text("title"),
    expr: text("expr")?.slice(0, 10_000) ?? null,
    limit: numberOf(params.get("limit")),
    sinceMs: numberOf(params.get("since")),
    forMs: numberOf(params.get("for")),
    source: text("source") ?? emptyView.source,
    service: text("service"),
    hosts: params.getAll("host").filter((host) => host !== ""),
    pod: parsePod(params.get("pod") ?? ""),
    filter: (params.get("q") ?? "").slice(0, 10_000),
    window: windowOf(params.get("from"), params.get("to")),
    picked: windowOf(...pairOf(params.get("picked"))),
    line: text("line"),
    compare: compareSteps.find(({ id }) => id === params.get("compare"))?.id ?? null,
  };
}

export function formatInvestigateView(view: InvestigateView): string {
  const { alert, title, expr, limit, sinceMs, forMs, source, service, hosts, pod, filter } = view;
  const { window, picked, line, compare } = view;
  const params = new URLSearchParams();
  const add = (name: string, value: string | null) => {
    if (value !== null && value !== "") params.append(name, value);
  };
  add("alert", alert);
  add("title", title);
  add("expr", expr);
  add("limit", limit === null ? null : String(limit));
  add("since", sinceMs === null ? null : String(Math.round(sinceMs)));
  add("for", forMs === null ? null : String(forMs));
  add("source", source === emptyView.source ? null : source);
  add("service", service);
  for (const host of hosts) add("host", host);
  add("pod", pod && `${pod.cluster ?? ""}/${pod.namespace}/${pod.name}`);
  add("q", filter);
  if (window) {
    add("from", String(Math.round(window.fromMs)));
    add("to", String(Math.round(window.toMs)));
  }
  if (picked) add("picked", `${Math.round(picked.fromMs)}-${Math.round(picked.toMs)}`);
  add("line", line);
  add("compare", compare);
  return params.toString();
}

export function openInvestigation(about: Partial<InvestigateView>): void {
  navigate(investigateRoute(about));
}

export function investigateRoute(about: Partial<InvestigateView>): Route {
  return { page: "investigate", query: formatInvestigateView({ ...emptyView, ...about }) };
}

/** What fires, drawn with its limit, beside the service and the host it is about. */
export function alertView(alert: Alert): Partial<InvestigateView> {
  const { id, name, measured, askedAt, limit, sinceMs, forMs, labels } = alert;
  const host = hostOf(alert);
  return {
    alert: id,
    title: name,
    expr: measured === null || labels.instance === undefined ? measured : measuredAt(measured, labels.instance),
    limit,
    sinceMs,
    forMs,
    source: askedAt ?? emptyView.source,
    service: labels.service ?? labels.sloth_service ?? null,
    hosts: host === null ? [] : [host],
    pod: podOf(alert),
  };
}

/** Since when it is wrong is in sight. */
export function investigateAlert(alert: Alert, options: { readonly replace?: boolean } = {}): void {
  reachBack(alert.sinceMs, hostNowMs());
  navigate(investigateRoute(alertView(alert)), options);
}

/** The same lines on the Logs screen, and the one in hand; those of `pods` instead of the hosts' where they are named. */
export function openInvestigatedLogs(
  { filter, hosts, picked, window, line }: InvestigateView,
  pods: readonly string[] | null,
): void {
  const places =
    pods === null ? { hosts: hosts.length === 0 ? null : hosts, sources: null } : { hosts: null, sources: pods };
  const view = { filter, ...places, window: picked ?? window, line };
  navigate({ page: "logs", query: formatLogsView(view) });
}

function parsePod(text: string): AlertPod | null {
  const [, cluster = "", namespace = "", name = ""] = /^([^/]*)\/([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(text) ?? [];
  return name === "" ? null : { cluster: cluster === "" ? null : cluster, namespace, name };
}

function pairOf(text: string | null): readonly [string | null, string | null] {
  const [from = null, to = null] = text?.split("-") ?? [];
  return [from, to];
}

function numberOf(text: string | null): number | null {
  const value = Number(text || Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** What is broken is no window. */
function windowOf(from: string | null, to: string | null): TimeWindow | null {
  const [fromMs, toMs] = [Number(from ?? Number.NaN), Number(to ?? Number.NaN)];
  return Number.isFinite(fromMs) && toMs > fromMs ? { fromMs, toMs } : null;
}
