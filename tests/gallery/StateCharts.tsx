import { useEffect, useState } from "react";
import { ChartScreen } from "../../renderer/charts/ChartScreen.tsx";
import type { ChartSpec } from "../../renderer/charts/chartContent.ts";
import { LineChart } from "../../renderer/charts/LineChart.tsx";
import { PanelGroup } from "../../renderer/charts/PanelGroup.ts";
import { toDisposable } from "../../shared/base/disposable.ts";
import { wave } from "../doubles/fakeConsole.ts";
import { galleryNowMs } from "./fleet.ts";

const rangeMs = 3_600_000;
const stepMs = 10_000;
const silentMs = 480_000;

const spec: ChartSpec = {
  title: "GPU util, gpu-a07",
  unitText: "%",
  queries: ["shown"],
  y: { kind: "fixed", min: 0, max: 1 },
  unit: 0.01,
  tickText: (value) => String(Math.round(value * 100)),
  valueText: (value) => `${Math.round(value * 100)} %`,
  line: () => ({ key: "all", label: "util", slot: 1 }),
  headline: () => null,
};

/** A chart whose host fell silent. */
export function StaleChart() {
  const [group] = useState(() => new PanelGroup(() => galleryNowMs));
  useEffect(() => {
    group.connect(({ queries }, { onItem }) => {
      const frame = wave("node_load1", galleryNowMs, rangeMs, stepMs);
      for (const values of frame.values) values.fill(Number.NaN, values.length - silentMs / stepMs);
      onItem({
        kind: "reset",
        results: queries.map(({ id }) => ({ kind: "frame", id, frame, warnings: [], infos: [] })),
      });
      return toDisposable(() => undefined);
    });
    group.watch({ queries: [{ id: "shown", expr: "node_load1" }], rangeMs, stepMs, live: true });
    return () => group.disconnect();
  }, [group]);
  return (
    <ChartScreen group={group} rangeMs={rangeMs} zone="utc">
      <LineChart spec={spec} stale={{ sinceMs: galleryNowMs - silentMs, text: "8m" }} />
    </ChartScreen>
  );
}
