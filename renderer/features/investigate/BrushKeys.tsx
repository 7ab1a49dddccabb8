import { useKeys } from "../../app/keyboard/useKeys.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import type { TimeWindow } from "../../charts/chartTypes.ts";
import { hostNowMs } from "../../state/now.ts";

/** From the crosshair on, or up to it, where nothing is picked yet. */
const freshMs = 60_000;

/** The brush without a mouse: its ends are put at the crosshair, which the arrow keys move. */
export function BrushKeys({
  picked,
  onPick,
}: {
  readonly picked: TimeWindow | null;
  readonly onPick: (window: TimeWindow) => void;
}) {
  const { sync } = useChartScreen();
  const atMs = () => sync.cursorMs ?? hostNowMs();
  const from = () => {
    const fromMs = atMs();
    onPick({ fromMs, toMs: picked && picked.toMs > fromMs ? picked.toMs : fromMs + freshMs });
  };
  const to = () => {
    const toMs = atMs();
    onPick({ fromMs: picked && picked.fromMs < toMs ? picked.fromMs : toMs - freshMs, toMs });
  };
  useKeys("Brush", [
    { keys: "[", label: "Brush from, to the crosshair", caps: ["[", "]"], run: from },
    { keys: "]", label: "Brush to the crosshair", hidden: true, run: to },
  ]);
  return null;
}
