import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { leaveZoom, zoomTo } from "../state/timeRange.ts";
import { ChartSync } from "./ChartSync.ts";
import { type ChartTheme, watchChartTheme } from "./chartColours.ts";
import type { PanelGroup } from "./PanelGroup.ts";
import type { ClockZone } from "./scales.ts";

/** What the charts of one screen share. */
export interface ChartScreenValue {
  readonly group: PanelGroup;
  readonly rangeMs: number;
  readonly zone: ClockZone;
  readonly sync: ChartSync;
  readonly theme: ChartTheme;
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

/** One crosshair, one theme and one subscription for the charts inside. */
export function ChartScreen({
  group,
  rangeMs,
  zone,
  children,
}: {
  readonly group: PanelGroup;
  readonly rangeMs: number;
  readonly zone: ClockZone;
  readonly children: ReactNode;
}) {
  const [shared, setShared] = useState<{ readonly sync: ChartSync; readonly theme: ChartTheme } | null>(null);
  useEffect(() => {
    const created = {
      sync: new ChartSync({ to: zoomTo, leave: leaveZoom }),
      theme: watchChartTheme(document.documentElement),
    };
    setShared(created);
    return () => {
      created.sync.dispose();
      created.theme.dispose();
    };
  }, []);
  if (!shared) return null;
  return (
    <ChartScreenContext.Provider value={{ group, rangeMs, zone, ...shared }}>{children}</ChartScreenContext.Provider>
  );
}
