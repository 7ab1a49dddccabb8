import { useMemo } from "react";
import { formatDuration } from "../../../shared/domain/format/duration.ts";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { type ComparedFigure, comparedFigures, presenceQuery } from "../../../shared/domain/services/comparison.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { panelStepMs } from "../../charts/step.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import type { ServiceDefinition, ServiceFacts } from "../../state/servicesStore.ts";
import { useAskedRange } from "../../state/timeRange.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import { None, Value } from "../../ui/Value.tsx";
import { figuresOverOwnTime, type OwnFigures } from "./ownFigures.ts";
import { differenceText, isWorse } from "./releaseDifference.ts";
import { type NewestValues, useNewest } from "./useNewest.ts";
import { type OwnTimes, useOwnTimes } from "./useOwnTimes.ts";

const stepMs = 10_000;
/** Rates over longer spans cost more than they tell. */
const mostWindowMs = 6 * 3_600_000;
const mostReleases = 3;
/** Of the window, to tell when each release was there. */
const presenceSteps = 120;

/** One line of the table: how long each release was there, then what is compared. */
type Row = { readonly id: "seen"; readonly title: string } | ComparedFigure;

const seenRow: Row = { id: "seen", title: "Seen for" };

/** Releases of a service side by side, each over its own time in the range that is shown: the busiest, and the others against it. */
export function VersionsPanel({
  definition,
  facts,
}: {
  readonly definition: ServiceDefinition;
  readonly facts: ServiceFacts;
}) {
  const { rangeMs, ...asked } = useAskedRange();
  const label = facts.versions?.label ?? "";
  const windowMs = Math.min(mostWindowMs, Math.max(facts.rateWindowMs, rangeMs));
  const presenceStepMs = panelStepMs(windowMs, presenceSteps, stepMs);
  const { figures, presence } = useMemo(() => {
    const scope = { ...serviceScope(definition, facts, formatDurationMs(windowMs)), by: label };
    const compared = comparedFigures(scope, facts);
    return { figures: compared, presence: presenceQuery(scope, compared) };
  }, [definition, facts, label, windowMs]);
  const ids = useMemo(() => figures.map(({ id }) => id), [figures]);
  const { source } = definition;
  const queries = figures.map(({ id, expr }) => ({ id, expr, source }));
  const group = usePanelGroup(queries.length === 0 ? null : { queries, rangeMs: stepMs, stepMs, ...asked });
  const presenceGroup = usePanelGroup(
    presence === null
      ? null
      : { queries: [{ id: "seen", expr: presence, source }], rangeMs: windowMs, stepMs: presenceStepMs, ...asked },
  );
  const { values: whole, problem } = useNewest(group, ids, label);
  const times = useOwnTimes(presenceGroup, "seen", label, presenceStepMs);
  const values = useMemo(() => figuresOverOwnTime(figures, whole, times, windowMs), [figures, whole, times, windowMs]);
  const releases = busiestFirst(facts.versions?.values ?? [], whole);
  const shown = releases.slice(0, mostReleases);
  const key = shown.join("\n");
  const columns = useMemo(() => columnsFor(key.split("\n"), values, times), [key, values, times]);
  const rows: readonly Row[] = [seenRow, ...figures.filter(({ id }) => (whole.get(id)?.size ?? 0) > 0)];
  return (
    <Panel
      title="Releases"
      count={releases.length}
      controls={
        <span className="small fg3">
          By {label}, each over its own time in {formatDurationMs(windowMs)}
        </span>
      }
    >
      {problem === null ? null : <SourceDown>Some figures could not be read: {problem}</SourceDown>}
      <DataTable
        label="Releases side by side"
        columns={columns}
        rows={shown.length === 0 ? [] : rows}
        rowKey={({ id }) => id}
        density="compact"
        {...(releases.length > shown.length
          ? { foot: `${releases.length - shown.length} more with fewer requests` }
          : {})}
      />
    </Panel>
  );
}

/** Those that tell anything in the range. */
function busiestFirst(releases: readonly string[], values: NewestValues): readonly string[] {
  const requests = values.get("requests");
  const told = new Set([...values.values()].flatMap((byRelease) => [...byRelease.keys()]));
  return releases
    .filter((release) => told.has(release))
    .toSorted((a, b) => (requests?.get(b) ?? 0) - (requests?.get(a) ?? 0));
}

function columnsFor(releases: readonly string[], values: OwnFigures, times: OwnTimes): readonly Column<Row>[] {
  const [base = ""] = releases;
  const figureOf = ({ id }: ComparedFigure, release: string) => values.get(id)?.get(release);
  return [
    { id: "figure", header: "Figure", name: true, title: ({ title }) => title, cell: ({ title }) => title },
    ...releases.map(
      (release): Column<Row> => ({
        id: release,
        header: release,
        width: release === base ? 88 : 148,
        numeric: true,
        cell: (row) => {
          if (!("expr" in row)) {
            const seenMs = times.get(release);
            return seenMs === undefined ? <None /> : formatDuration(seenMs / 1000);
          }
          const value = figureOf(row, release);
          if (value === undefined) return <None />;
          if (value === null) return <None>too short</None>;
          const before = figureOf(row, base) ?? null;
          const text = formatValue(value, row.unit);
          if (release === base || before === null || row.better === null) return text;
          return (
            <>
              {text}{" "}
              <Value tone={isWorse(row.better, before, value) ? "warning" : "neutral"}>
                <span className={isWorse(row.better, before, value) ? undefined : "fg3"}>
                  {differenceText(row.unit, before, value)}
                </span>
              </Value>
            </>
          );
        },
      }),
    ),
  ];
}
