import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { PlacedPanel } from "../../../../shared/domain/dashboards/layout.ts";
import { ChartGroup } from "../../../charts/ChartScreen.tsx";
import { LineChart } from "../../../charts/LineChart.tsx";
import { bufferOf, type PanelGroup } from "../../../charts/PanelGroup.ts";
import { panelChart, panelThresholds, seriesNamer } from "../panelChart.ts";
import type { PanelData } from "../usePanelData.ts";
import { ChartLegend } from "./ChartLegend.tsx";

/** Series over time. */
export function ChartPanel({
  placed,
  title,
  data,
  height,
  controls,
}: {
  readonly placed: PlacedPanel;
  readonly title: string;
  readonly data: PanelData;
  /** Grid units: a low panel has no room for a legend. */
  readonly height: number;
  readonly controls: ReactNode;
}) {
  const { panel } = placed;
  const { queries, range } = data;
  const isStacked = panel.defaults.draw === "bars" || (panel.defaults.stack ?? "none") !== "none";
  const magnitude = useMagnitude(range, queries.map(({ id }) => id).join("\n"), isStacked);
  const namer = useMemo(
    () => seriesNamer(panel, queries, (id) => bufferOf(range.state(id))?.series ?? []),
    [panel, queries, range],
  );
  const spec = useMemo(
    () => panelChart(panel, title, queries, namer, magnitude),
    [panel, title, queries, namer, magnitude],
  );
  const thresholds = useMemo(() => panelThresholds(panel), [panel]);
  const [isolated, setIsolated] = useState<ReadonlySet<string> | null>(null);
  const withLegend = panel.legend.shown && height >= 6;
  return (
    <ChartGroup group={range}>
      <LineChart
        spec={spec}
        thresholds={thresholds}
        emphasis={isolated}
        controls={controls}
        absent={data.problem ?? "The queries answered no samples in this range."}
        legend={
          withLegend ? (
            <ChartLegend panel={panel} spec={spec} group={range} isolated={isolated} onIsolate={setIsolated} />
          ) : null
        }
      />
    </ChartGroup>
  );
}

/** The power of ten that holds the largest value (or all together), so that an axis changes its unit seldom. */
function useMagnitude(group: PanelGroup, ids: string, isStacked: boolean): number {
  const [magnitude, setMagnitude] = useState(1);
  useEffect(() => {
    const read = () => {
      const columns = ids.split("\n").flatMap((id) => bufferOf(group.state(id))?.view().values ?? []);
      const tops = columns.map(largestOf);
      const largest = isStacked ? tops.reduce((sum, top) => sum + top, 0) : Math.max(0, ...tops);
      if (largest > 0) {
        setMagnitude((old) => (largest >= old && largest < old * 12 ? old : 10 ** Math.floor(Math.log10(largest))));
      }
    };
    read();
    const subscription = group.onUpdate(read);
    return () => subscription.dispose();
  }, [group, ids, isStacked]);
  return magnitude;
}

function largestOf(column: Float64Array): number {
  let largest = 0;
  for (const value of column) if (Number.isFinite(value) && Math.abs(value) > largest) largest = Math.abs(value);
  return largest;
}
