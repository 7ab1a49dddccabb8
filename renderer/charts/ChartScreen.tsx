import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { leaveZoom, zoomTo } from "../state/timeRange.ts";
import { ChartSync, type Zoom } from "./ChartSync.ts";
import { type ChartTheme, watchChartTheme } from "./chartColours.ts";
import type { ChartEvidence } from "./overlays.ts";
import type { PanelGroup } from "./PanelGroup.ts";
import type { ClockZone } from "./scales.ts";

/** What the charts of one screen share. */
export interface ChartScreenValue {
  readonly group: PanelGroup;
  readonly rangeMs: number;
  readonly zone: ClockZone;
  readonly sync: ChartSync;
  readonly theme: ChartTheme;
  readonly evidence: ChartEvidence;
}

const ChartScreenContext = createContext<ChartScreenValue | null>(null);

export function useChartScreen(): ChartScreenValue {
  const value = useContext(ChartScreenContext);
  if (!value) throw new Error("A LineChart stands outside of a ChartScreen");
  return value;
}

/** Charts inside draw the queries of another group under the crosshair of the screen around them. */
export function ChartGroup({ group, children }: { readonly group: PanelGroup; readonly children: ReactNode }) {
  const screen = useChartScreen();
  const value = useMemo(() => ({ ...screen, group }), [screen, group]);
  return <ChartScreenContext.Provider value={value}>{children}</ChartScreenContext.Provider>;
}

const screenZoom: Zoom = { to: zoomTo, leave: leaveZoom };
const noEvidence: ChartEvidence = { events: [], picked: null };

/** One crosshair, one theme and one subscription for the charts inside. */
export function ChartScreen({
  group,
  rangeMs,
  zone,
  zoom = screenZoom,
  evidence = noEvidence,
  children,
}: {
  readonly group: PanelGroup;
  readonly rangeMs: number;
  readonly zone: ClockZone;
  /** What a window picked on a chart does: it becomes that of every screen by default. Stays the same object. */
  readonly zoom?: Zoom;
  readonly evidence?: ChartEvidence;
  readonly children: ReactNode;
}) {
  const [shared, setShared] = useState<{ readonly sync: ChartSync; readonly theme: ChartTheme } | null>(null);
  useEffect(() => {
    const created = {
      sync: new ChartSync(zoom),
      theme: watchChartTheme(document.documentElement),
    };
    setShared(created);
    return () => {
      created.sync.dispose();
      created.theme.dispose();
    };
  }, [zoom]);
  if (!shared) return null;
  return (
    <ChartScreenContext.Provider value={{ group, rangeMs, zone, evidence, ...shared }}>
      {children}
    </ChartScreenContext.Provider>
  );
}
