import type { Alert } from "./alertsStore.ts";
import { sourcesStore } from "./sourcesStore.ts";

/** Where the expression of an alert can be asked: the first of those that tell of it which answers PromQL. */
export function askedAt({ sources }: Pick<Alert, "sources">): string {
  const listed = sourcesStore.getState().sources ?? [];
  const answers = (name: string) => listed.some((one) => one.name === name && one.kind === "prometheus");
  return sources.includes("local") ? "local" : (sources.find(answers) ?? "local");
}
