import { useMemo } from "react";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { formatDurationMs } from "../../../shared/domain/promql/numberLiteral.ts";
import { type ComparedFigure, comparedFigures } from "../../../shared/domain/services/comparison.ts";
import { serviceScope } from "../../../shared/domain/services/serviceScope.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import type { ServiceDefinition, ServiceFacts } from "../../state/servicesStore.ts";
import { useAskedRange } from "../../state/timeRange.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import { None, Value } from "../../ui/Value.tsx";
import { differenceText, isWorse } from "./releaseDifference.ts";
import { type NewestValues, useNewest } from "./useNewest.ts";

const stepMs = 10_000;
/** Rates over longer spans cost more than they tell. */
const mostWindowMs = 6 * 3_600_000;
const mostReleases = 3;

/** Releases of a service side by side, over the range that is shown: the one with the most requests, and the others against it. */
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
  const figures = useMemo(() => {
    const scope = serviceScope(definition, facts, formatDurationMs(windowMs));
    return comparedFigures({ ...scope, by: label }, facts);
  }, [definition, facts, label, windowMs]);
  const ids = useMemo(() => figures.map(({ id }) => id), [figures]);
  const queries = figures.map(({ id, expr }) => ({ id, expr, source: definition.source }));
  const group = usePanelGroup(queries.length === 0 ? null : { queries, rangeMs: stepMs, stepMs, ...asked });
  const { values, problem } = useNewest(group, ids, label);
  const releases = busiestFirst(facts.versions?.values ?? [], values);
  const shown = releases.slice(0, mostReleases);
  const key = shown.join("\n");
  const columns = useMemo(() => columnsFor(key.split("\n"), values), [key, values]);
  const rows = figures.filter(({ id }) => (values.get(id)?.size ?? 0) > 0);
  return (
    <Panel
      title="Releases"
      count={releases.length}
      controls={
        <span className="small fg3">
          By {label}, over {formatDurationMs(windowMs)}
        </span>
      }
    >
      {problem === null ? null : <SourceDown>Some figures could not be read: {problem}</SourceDown>}
      <DataTable
        label="Releases side by side"
        columns={columns}
        rows={rows}
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

function columnsFor(releases: readonly string[], values: NewestValues): readonly Column<ComparedFigure>[] {
  const [base = ""] = releases;
  const figureOf = ({ id }: ComparedFigure, release: string) => values.get(id)?.get(release);
  return [
    { id: "figure", header: "Figure", name: true, title: ({ title }) => title, cell: ({ title }) => title },
    ...releases.map(
      (release): Column<ComparedFigure> => ({
        id: release,
        header: release,
        width: release === base ? 88 : 148,
        numeric: true,
        cell: (figure) => {
          const value = figureOf(figure, release);
          if (value === undefined) return <None />;
          const before = figureOf(figure, base);
          const text = formatValue(value, figure.unit);
          if (release === base || before === undefined || figure.better === null) return text;
          return (
            <>
              {text}{" "}
              <Value tone={isWorse(figure.better, before, value) ? "warning" : "neutral"}>
                <span className={isWorse(figure.better, before, value) ? undefined : "fg3"}>
                  {differenceText(figure.unit, before, value)}
                </span>
              </Value>
            </>
          );
        },
      }),
    ),
  ];
}
