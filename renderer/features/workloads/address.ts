import { navigate } from "../../state/navigation.ts";

export const tabs = ["workloads", "pods", "nodes", "autoscalers", "monitors", "events"] as const;
export type Tab = (typeof tabs)[number];

/** Everything the address says: opening the same address shows the same table. */
export interface WorkloadsView {
  /** Null for the first one of the workspace. */
  readonly cluster: string | null;
  /** Null for all of them. */
  readonly namespace: string | null;
  readonly tab: Tab;
  /** Words that a row has to have. */
  readonly text: string;
  /** The row in hand, by its id. */
  readonly selected: string | null;
}

export function parseWorkloadsView(query: string): WorkloadsView {
  const params = new URLSearchParams(query);
  const tab = tabs.find((one) => one === params.get("tab"));
  return {
    cluster: params.get("cluster"),
    namespace: params.get("namespace"),
    tab: tab ?? "workloads",
    text: params.get("q") ?? "",
    selected: params.get("row"),
  };
}

function formatWorkloadsView({ cluster, namespace, tab, text, selected }: WorkloadsView): string {
  const params = new URLSearchParams();
  if (cluster !== null) params.set("cluster", cluster);
  if (namespace !== null) params.set("namespace", namespace);
  if (tab !== "workloads") params.set("tab", tab);
  if (text !== "") params.set("q", text);
  if (selected !== null) params.set("row", selected);
  return params.toString();
}

/** Another row or word is no step of its own on the way back. */
export function show(view: WorkloadsView, { replace = false }: { readonly replace?: boolean } = {}): void {
  navigate({ page: "workloads", query: formatWorkloadsView(view) }, { replace });
}
