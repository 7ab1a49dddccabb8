import { ChartLine as ChartIcon } from "lucide-react";
import { useMemo } from "react";
import type { ExpectedBand } from "../../../shared/domain/anomaly/expectedBand.ts";
import { BoardLegend } from "../../charts/BoardLegend.tsx";
import { boardChart, type PlacedPanel } from "../../charts/boardChart.ts";
import { ChartGroup } from "../../charts/ChartScreen.tsx";
import { LineChart } from "../../charts/LineChart.tsx";
import type { PanelGroup } from "../../charts/PanelGroup.ts";
import { foremostQueries, useExpected } from "../../charts/useExpected.ts";
import { useMagnitude } from "../../charts/useMagnitude.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { exploreLink } from "../../state/exploreLink.ts";
import { navigate } from "../../state/navigation.ts";
import { useAskedRange } from "../../state/timeRange.ts";
import { Button } from "../../ui/Button.tsx";

/** Charts that are asked together. */
export function BoardPanels({
  panels,
  source,
  stepMs,
}: {
  readonly panels: readonly PlacedPanel[];
  readonly source: string;
  readonly stepMs: number | null;
}) {
  const asked = useAskedRange();
  const queries = useMemo(
    () => panels.flatMap((placed) => placed.queries.map(({ id, expr }) => ({ id, expr, source }))),
    [panels, source],
  );
  const group = usePanelGroup(stepMs === null ? null : { queries, stepMs, ...asked });
  const bands = useExpected(stepMs === null ? [] : foremostQueries(panels, source), asked);
  return (
    <ChartGroup group={group}>
      {panels.map((placed) => (
        <BoardChart
          key={placed.id}
          placed={placed}
          group={group}
          source={source}
          expected={bands.get(placed.queries[0]?.id ?? "") ?? null}
        />
      ))}
    </ChartGroup>
  );
}

function BoardChart({
  placed,
  group,
  source,
  expected,
}: {
  readonly placed: PlacedPanel;
  readonly group: PanelGroup;
  readonly source: string;
  /** Null where too little is known. */
  readonly expected: ExpectedBand | null;
}) {
  const { queries, panel } = placed;
  const magnitude = useMagnitude(group, queries.map(({ id }) => id).join("\n"), false);
  const spec = useMemo(() => boardChart(placed, magnitude), [placed, magnitude]);
  return (
    <LineChart
      spec={spec}
      expected={expected}
      legend={<BoardLegend spec={spec} expected={expected} />}
      controls={
        <Button
          size="sm"
          variant="ghost"
          icon={ChartIcon}
          aria-label={`Explore ${panel.title}`}
          onPress={() => navigate(exploreLink(source, queries))}
        />
      }
    />
  );
}
