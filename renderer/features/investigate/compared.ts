import { formatBrief } from "../../../shared/domain/format/units.ts";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { boardChart, type PlacedPanel } from "../../charts/boardChart.ts";
import type { ChartSpec } from "../../charts/chartContent.ts";
import type { CompareStep } from "../../state/investigateView.ts";
import type { EvidencePanel } from "./evidencePanels.ts";

/** Ends the ids of queries that ask about the time before. */
const earlier = " before";
/** Whether a query asks about the time before. */
export function isBefore(queryId: string): boolean {
  return queryId.endsWith(earlier);
}

/** Lines from here on are dashed. */
const dashedSlots = 4;

/** A panel with its queries named, each once more for the time before where that is asked. */
export function placeEvidence({ id, panel }: EvidencePanel, compare: CompareStep | null, stepMs: number): PlacedPanel {
  const queries = panel.queries.map((query, index) => ({ ...query, id: `${id} ${index}` }));
  if (compare === null) return { id, panel, queries };
  const before = queries.map((query) => ({
    ...query,
    id: query.id + earlier,
    expr: queryBefore(query.expr, compare, stepMs),
  }));
  return { id, panel, queries: [...queries, ...before] };
}

/** Any query as it was some time ago: the one value of it in a step that ended then. */
export function queryBefore(expr: string, compare: CompareStep, stepMs: number): string {
  const step = formatDurationMs(stepMs);
  return `last_over_time((${expr})[${step}:${step}] offset ${compare})`;
}

/** What the chart of a panel is, among others on one time axis; lines of the time before are dashed and named so. */
export function evidenceChart(placed: PlacedPanel, magnitude: number, compare: CompareStep | null): ChartSpec {
  const spec = boardChart(placed, magnitude);
  return {
    ...spec,
    showsTimes: false,
    titleWithin: true,
    valueText: (value) => formatBrief(value, placed.panel.unit),
    line: (series, queryId) => {
      const line = spec.line(series, queryId);
      if (!isBefore(queryId)) return line;
      return {
        ...line,
        label: `${line.label}, ${compare} before`,
        slot: ((line.slot - 1) % dashedSlots) + 1 + dashedSlots,
      };
    },
  };
}
