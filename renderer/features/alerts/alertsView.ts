import type { Route } from "../../state/navigation.ts";
import { type AlertTab, alertTabs } from "./alertRows.ts";

/** Which alerts Watch shows: in its address, so that a step back finds them again. */
export interface AlertsView {
  readonly tab: AlertTab;
  /** Those of one name are one line. */
  readonly grouped: boolean;
  /** Names of the groups whose alerts are listed below them. */
  readonly open: ReadonlySet<string>;
  /** See `matchingAlerts`. */
  readonly text: string;
}

/** `tab=silenced&open=GpuHot&q=gpu-a09`, `list=1` without groups; what is broken takes its default. */
export function parseAlertsView(query: string): AlertsView {
  const params = new URLSearchParams(query);
  return {
    tab: alertTabs.find((tab) => tab === params.get("tab")) ?? "firing",
    grouped: !params.has("list"),
    open: new Set(params.getAll("open")),
    text: params.get("q") ?? "",
  };
}

export function watchRoute({ tab, grouped, open, text }: AlertsView): Route {
  const params = new URLSearchParams({
    ...(tab === "firing" ? {} : { tab }),
    ...(grouped ? {} : { list: "1" }),
    ...(text === "" ? {} : { q: text }),
  });
  for (const name of open) params.append("open", name);
  return { page: "watch", query: params.toString() };
}
