import { formatTerm } from "../../../shared/domain/logs/filter/formatFilter.ts";
import type { SeriesId } from "../../../shared/domain/metrics/model.ts";

interface WantedLogs {
  readonly hosts: readonly string[];
  /** See `parseFilter`. */
  readonly filter: string;
}

/** Labels that logs have by the same names, the widest first. */
const sharedNames = ["namespace", "service", "app", "pod", "container"];
const port = /:\d{1,5}$/;

/**
 * The lines that belong to series: those of the hosts that their `instance` names, with or without a port; where it names no
 * host of the workspace, those with the labels that all of the series have alike.
 */
export function logsOf(
  series: readonly { readonly series: Pick<SeriesId, "labels"> }[],
  hosts: readonly string[],
): WantedLogs {
  const known = new Set(hosts);
  const found = series.flatMap(({ series: { labels } }) => {
    const instance = labels.instance ?? "";
    return [instance, instance.replace(port, "")].find((name) => known.has(name)) ?? [];
  });
  if (found.length > 0) return { hosts: [...new Set(found)], filter: "" };
  const terms = sharedNames.flatMap((name) => {
    const values = new Set(series.map(({ series: { labels } }) => labels[name]));
    const [value] = values;
    return values.size === 1 && value ? [formatTerm({ kind: "field", name, operator: "=", value })] : [];
  });
  return { hosts: [], filter: terms.join(" ") };
}
