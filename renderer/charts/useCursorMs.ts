import { useEffect, useState } from "react";
import { useChartScreen } from "./ChartScreen.tsx";
import { frames } from "./frameScheduler.ts";

/** The time under the crosshair of the screen, Unix ms; null while it is away. */
export function useCursorMs(): number | null {
  const { sync } = useChartScreen();
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  useEffect(() => {
    const follow = () => setCursorMs(sync.cursorMs);
    const moves = sync.onCursor(() => frames.request(follow));
    return () => moves.dispose();
  }, [sync]);
  return cursorMs;
}
