import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { FleetMetric } from "../../../shared/contract/areas/hosts.ts";
import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import { useLinkState } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import type { HostSummary } from "../../state/types.ts";
import { useStream } from "../../state/useStream.ts";
import { cx } from "../../ui/cx.ts";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { countCells } from "./cellCounts.ts";
import styles from "./FleetHeatmap.module.css";
import { FleetReadout } from "./FleetReadout.tsx";
import { type FleetMetricView, fleetMetrics } from "./fleetMetrics.ts";
import { fleetSize } from "./fleetSize.ts";
import { applyFleet, fleetStore } from "./fleetStore.ts";
import { HeatmapLegend } from "./HeatmapLegend.tsx";
import { type CellPlace, HeatmapView } from "./HeatmapView.ts";
import type { HeatScale } from "./heatmapLayout.ts";

export interface HeatmapHandle {
  focus(): void;
}

const cellWords: Readonly<Record<number, string>> = {
  [fleetCell.throttled]: "throttled",
  [fleetCell.lost]: "lost",
  [fleetCell.remapPending]: "row remap pending",
  [fleetCell.unreachable]: "host unreachable",
  [fleetCell.missing]: "no reading",
  [fleetCell.requiresReset]: "needs a reset",
  [fleetCell.unreadable]: "cannot be read",
  [fleetCell.absent]: "not listed any more",
  [fleetCell.unread]: "not read",
};

function spokenCell(metric: FleetMetricView, host: string, slot: number, cell: number, value: number): string {
  const figure = Number.isNaN(value) ? null : metric.spoken(value);
  return [`${host} GPU ${slot}`, figure, cellWords[cell]].filter(Boolean).join(", ");
}

interface FleetHeatmapProps {
  readonly hosts: readonly HostSummary[];
  readonly metric: FleetMetric;
  readonly onMetric: (metric: FleetMetric) => void;
  readonly ref?: Ref<HeatmapHandle>;
}

/** Every GPU of the fleet at a glance, one column a host, live. */
export function FleetHeatmap({ hosts, metric, onMetric, ref }: FleetHeatmapProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<HeatmapView | null>(null);
  const item = fleetStore((state) => state[metric]);
  const [current, setCurrent] = useState<(CellPlace & { readonly x: number; readonly y: number }) | null>(null);
  const shown = fleetMetrics.find(({ id }) => id === metric) ?? fleetMetrics[0];
  const metricRef = useRef(shown);
  metricRef.current = shown;

  useEffect(() => {
    if (!box.current) return undefined;
    const opened = new HeatmapView(box.current, "GPU fleet", {
      onCurrent: setCurrent,
      onOpen: (host) => navigate({ page: "host", host }),
      spoken: (host, slot, cell, value) =>
        metricRef.current ? spokenCell(metricRef.current, host, slot, cell, value) : "",
    });
    view.current = opened;
    return () => {
      opened.dispose();
      view.current = null;
    };
  }, []);

  useImperativeHandle(ref, () => ({ focus: () => view.current?.focus() }), []);

  useStream("fleet.watch", { metric }, (next) => fleetStore.setState((state) => applyFleet(state, metric, next)));
  useEffect(() => {
    if (item) view.current?.update(item);
  }, [item]);
  const offline = useLinkState().kind !== "open";
  const counts = useMemo(() => (item ? countCells(item) : null), [item]);

  const alerting = useMemo(() => alertingHosts(hosts), [hosts]);
  useEffect(() => view.current?.setAlerting(alerting), [alerting]);

  const layout = item?.layout;
  const host = current && layout ? hosts.find(({ name }) => name === layout.hosts[current.host]?.name) : undefined;
  const index = current && layout ? current.host * layout.slots + current.slot : -1;
  return (
    <Panel
      title="GPU fleet"
      className={styles.panel ?? ""}
      count={layout ? fleetSize(layout) : undefined}
      lead={
        <SegmentedControl
          label="Metric"
          size="sm"
          segments={fleetMetrics.map(({ id, label }) => ({ id, label }))}
          value={metric}
          onChange={onMetric}
        />
      }
      controls={<HeatmapLegend counts={counts} scale={item && shown ? scaleText(shown, item) : null} />}
    >
      <div className={styles.box}>
        <div
          ref={box}
          className={cx(styles.drawing, !item && styles.waiting, offline && styles.offline)}
          aria-busy={!item}
        />
        {item ? null : (
          <div className={styles.skeleton}>
            <LoadingSkeleton label="Loading the GPU fleet" />
          </div>
        )}
        {current && host && shown ? (
          <FleetReadout
            host={host}
            slot={current.slot}
            cell={item?.cells[index] ?? fleetCell.none}
            value={item?.values[index] ?? Number.NaN}
            metric={shown}
            at={current}
          />
        ) : null}
      </div>
    </Panel>
  );
}

function alertingHosts(hosts: readonly HostSummary[]): ReadonlyMap<string, "critical" | "warning"> {
  const alerting = new Map<string, "critical" | "warning">();
  for (const { name, findings } of hosts) {
    if (findings.some(({ severity }) => severity === "critical")) alerting.set(name, "critical");
    else if (findings.some(({ severity }) => severity === "warning")) alerting.set(name, "warning");
  }
  return alerting;
}

/** The unit stands at one end: `0` and `100 %`, `20` and `100 °C`. */
function scaleText({ format }: FleetMetricView, { scaleMin, scaleMax }: HeatScale): readonly [string, string] {
  return [format(scaleMin).replace(/ .*$/, ""), format(scaleMax)];
}
