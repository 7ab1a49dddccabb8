import type { IncidentEdit } from "./change.ts";
import type { ChartColumns, IncidentEntry } from "./entry.ts";
import { pictureName } from "./entryMarkdown.ts";
import type { BudgetSpent, ServiceTraffic } from "./impact.ts";
import { type Incident, incidentName } from "./incident.ts";

/** Everything an incident holds, for other programs: times in ISO 8601, samples as columns, a gap as null. */
export function incidentJson({
  incident,
  entries,
  edits,
  traffic,
  budget,
  columns,
}: {
  readonly incident: Incident;
  readonly entries: readonly IncidentEntry[];
  readonly edits: readonly IncidentEdit[];
  readonly traffic: readonly ServiceTraffic[];
  readonly budget: readonly BudgetSpent[];
  /** Of its pinned charts, by the id of the entry. */
  readonly columns: ReadonlyMap<number, ChartColumns>;
}): string {
  const { id: _, openedMs, startedMs, detectedMs, mitigatedMs, resolvedMs, closedMs, ...told } = incident;
  return `${JSON.stringify(
    {
      format: "midwatch-incident/1",
      name: incidentName(incident),
      ...told,
      openedAt: iso(openedMs),
      startedAt: iso(startedMs),
      detectedAt: iso(detectedMs),
      mitigatedAt: iso(mitigatedMs),
      resolvedAt: iso(resolvedMs),
      closedAt: iso(closedMs),
      traffic,
      budget,
      timeline: entries.map(({ id, atMs, by, leftOut, hasPicture, body }) => ({
        ...{ id, at: iso(atMs), by, leftOut },
        ...(hasPicture ? { picture: pictureName({ id, body }) } : {}),
        ...body,
        ...columnsOf(columns.get(id)),
      })),
      edits: edits.map(({ atMs, ...edit }) => ({ at: iso(atMs), ...edit })),
    },
    null,
    2,
  )}\n`;
}

function columnsOf(columns: ChartColumns | undefined) {
  if (!columns) return {};
  const numbers = (column: Float64Array) => Array.from(column, (value) => (Number.isFinite(value) ? value : null));
  return { times: Array.from(columns.timesMs, iso), values: columns.values.map(numbers) };
}

function iso(atMs: number): string;
function iso(atMs: number | null): string | null;
function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
