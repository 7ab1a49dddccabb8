import type { Unit } from "../../../shared/domain/format/units.ts";
import type { ComparedFigure } from "../../../shared/domain/services/comparison.ts";
import { formatNumber } from "../../ui/format.ts";
import { changeText } from "./serviceWords.ts";

/** Less than that between two releases is noise. */
const noticeableRatio = 0.1;
/** A tenth more of next to no errors is nothing. */
const noticeableShare = 0.005;

/** How a release differs from the one it is held against: in points where both are shares of a whole, else in per cent. */
export function differenceText(unit: Unit, before: number, value: number): string {
  if (unit === "ratio") {
    const points = (value - before) * 100;
    if (Math.abs(points) < 0.005) return "0 pt";
    return `${points > 0 ? "+" : ""}${formatNumber(points, 2)} pt`;
  }
  return before === 0 ? "" : changeText(value / before - 1);
}

/** True when a release is noticeably worse than the one it is held against. */
export function isWorse(better: ComparedFigure["better"], before: number, value: number): boolean {
  if (better === null) return false;
  const worseBy = better === "less" ? value - before : before - value;
  return (
    worseBy > Math.abs(before) * noticeableRatio &&
    worseBy > 0 &&
    (before > noticeableShare || worseBy > noticeableShare)
  );
}
