import { createRoot } from "react-dom/client";
import "../../../renderer/ui/tokens.css";
import "../../../renderer/ui/base.css";
import uPlot from "uplot";
import { ChartScreen } from "../../../renderer/charts/ChartScreen.tsx";
import type { ChartSpec } from "../../../renderer/charts/chartContent.ts";
import { LineChart } from "../../../renderer/charts/LineChart.tsx";
import { PanelGroup, type PanelItem } from "../../../renderer/charts/PanelGroup.ts";
import { chartCount, pointsPerSeries, sampleFrame, seriesPerChart, startMs, stepMs } from "./data.ts";

/** What the bench drives: one call is one second's samples arriving for all charts. */
export interface ChartsBench {
  update(): void;
}

declare global {
  interface Window {
    mountCharts(kind: "midwatch" | "plain"): ChartsBench;
    charts?: ChartsBench;
  }
}

const rangeMs = (pointsPerSeries - 1) * stepMs;
const charts = Array.from({ length: chartCount }, (_, chart) => chart);

function grid(): HTMLElement {
  const root = document.createElement("div");
  root.style.cssText = "height:100vh;display:grid;grid-template:repeat(4,1fr)/repeat(4,1fr);gap:8px;padding:8px";
  document.body.replaceChildren(root);
  return root;
}

function spec(chart: number): ChartSpec {
  return {
    title: `Chart ${chart}`,
    unitText: "%",
    queries: [`q${chart}`],
    y: { kind: "fixed", min: 0, max: 1 },
    unit: 0.01,
    tickText: (value) => String(Math.round(value * 100)),
    valueText: (value) => `${(value * 100).toFixed(1)} %`,
    line: ({ labels }) => ({
      key: labels.gpu ?? "",
      label: `GPU ${labels.gpu}`,
      slot: Number(labels.gpu) + 1,
    }),
    headline: (latest) => {
      const mean = latest.reduce((sum, { value }) => sum + value, 0) / latest.length;
      return `${(mean * 100).toFixed(1)} % avg`;
    },
  };
}

function frames(from: number, to: number): PanelItem["results"] {
  return charts.map((chart) => {
    const { timesMs, series, values } = sampleFrame(chart, from, to);
    return {
      kind: "frame",
      id: `q${chart}`,
      frame: { timesMs: timesMs.slice(), series: [...series], values: values.map((column) => column.slice()) },
      warnings: [],
      infos: [],
    };
  });
}

function mountMidwatch(): ChartsBench {
  let deliver: (item: PanelItem) => void = () => {};
  const group = new PanelGroup(() => performance.now());
  group.connect((_, { onItem }) => {
    deliver = onItem;
    return { dispose() {} };
  });
  const specs = charts.map(spec);
  group.watch({ queries: charts.map((chart) => ({ id: `q${chart}`, expr: "x" })), rangeMs, stepMs, live: true });
  createRoot(grid()).render(
    <ChartScreen group={group} rangeMs={rangeMs} zone="utc">
      {specs.map((each) => (
        <LineChart key={each.title} spec={each} />
      ))}
    </ChartScreen>,
  );
  let step = pointsPerSeries;
  setTimeout(() => deliver({ kind: "reset", results: frames(0, step) }), 200);
  return {
    update() {
      const results = frames(step, step + 1);
      performance.mark("update");
      deliver({ kind: "append", results });
      step += 1;
    },
  };
}

/** The ordinary way: arrays rebuilt and handed to uPlot's own line drawing, nothing else. */
function mountPlain(): ChartsBench {
  const root = grid();
  const style = getComputedStyle(document.documentElement);
  const windows = charts.map((chart) => {
    const { timesMs, values } = sampleFrame(chart, 0, pointsPerSeries);
    return [Array.from(timesMs, (time) => time / 1000), ...values.map((column) => [...column])] satisfies number[][];
  });
  const plots = charts.map((chart) => {
    const cell = document.createElement("div");
    cell.style.minWidth = "0";
    root.append(cell);
    const options: uPlot.Options = {
      width: cell.clientWidth,
      height: cell.clientHeight,
      legend: { show: false },
      series: [
        {},
        ...Array.from({ length: seriesPerChart }, (_, s) => ({
          stroke: style.getPropertyValue(`--s${s + 1}`).trim(),
          width: 1.5,
          points: { show: false },
        })),
      ],
      scales: { y: { range: [0, 1] } },
      axes: [{ stroke: "#8a95a1" }, { stroke: "#8a95a1" }],
    };
    return new uPlot(options, toAligned(windows[chart] ?? []), cell);
  });
  let step = pointsPerSeries;
  return {
    update() {
      const arriving = charts.map((chart) => sampleFrame(chart, step, step + 1));
      performance.mark("update");
      requestAnimationFrame(() => {
        charts.forEach((chart) => {
          const data = windows[chart] ?? [];
          const frame = arriving[chart];
          data.forEach((column, i) => {
            column.shift();
            column.push(i === 0 ? (startMs + step * stepMs) / 1000 : (frame?.values[i - 1]?.[0] ?? 0));
          });
          plots[chart]?.setData(toAligned(data));
        });
        step += 1;
      });
    },
  };
}

function toAligned([times = [], ...columns]: readonly number[][]): uPlot.AlignedData {
  return [times, ...columns];
}

window.mountCharts = (kind) => (kind === "midwatch" ? mountMidwatch() : mountPlain());
