import { type ReactNode, useMemo, useState } from "react";
import type { PlacedPanel } from "../../../../shared/domain/dashboards/layout.ts";
import { ChartGroup } from "../../../charts/ChartScreen.tsx";
import { LineChart } from "../../../charts/LineChart.tsx";
import { bufferOf } from "../../../charts/PanelGroup.ts";
import { useMagnitude } from "../../../charts/useMagnitude.ts";
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
