import type { Unit } from "../../format/units.ts";
import { quantileOf, rateOf, type Scope, select } from "../expressions.ts";
import { type BoardPanel, type BoardQuery, panel } from "./preset.ts";

export interface PlainMetric {
  readonly name: string;
  /** Prometheus' word for it; `unknown` where nobody says. */
  readonly type: string;
}

/** A screen of charts that nobody reads is worth nothing; the rest is in Explore. */
export const mostPlainPanels = 24;

/**
 * Anything else, by its type alone: histograms as quantiles, counters as rates, gauges as they are. `unitOf` tells what a
 * query's values are measured in.
 */
export function plainPanels(
  scope: Scope,
  metrics: readonly PlainMetric[],
  unitOf: (query: string) => Unit,
): readonly BoardPanel[] {
  const seen = new Set<string>();
  return metrics.flatMap((metric) => {
    const found = plainPanel(scope, metric);
    if (found === null || seen.has(found.title)) return [];
    seen.add(found.title);
    return panel(found.title, unitOf(found.lines[0]?.[1] ?? ""), found.lines);
  });
}

interface PlainPanel {
  readonly title: string;
  readonly lines: readonly (readonly [BoardQuery["legend"], string | null])[];
}

const parts = /_(bucket|sum|count|created|info)$/;

function plainPanel(scope: Scope, { name, type }: PlainMetric): PlainPanel | null {
  const family = name.replace(/_bucket$/, "");
  if (family !== name) {
    const quantile = (q: number) => [`p${q * 100}`, quantileOf(scope, q, [family])] as const;
    return { title: family, lines: [quantile(0.5), quantile(0.95), quantile(0.99)] };
  }
  if (parts.test(name)) return null;
  if (type === "counter" || (type === "unknown" && name.endsWith("_total"))) {
    return { title: name, lines: [["a second", rateOf(scope, [name])]] };
  }
  return { title: name, lines: [[null, select(scope, name)]] };
}
