import { cx } from "./cx.ts";
import styles from "./Sparkline.module.css";
import type { Tone } from "./tone.ts";

/** The past of a figure as a bare line; a gap stays a gap. It says nothing that the figure beside it does not: decoration. */
export function Sparkline({
  values,
  width,
  height,
  floor,
  area = false,
  limit = null,
  tone = "neutral",
}: {
  readonly values: readonly number[] | Float64Array;
  readonly width: number;
  readonly height: number;
  /** Where the line's ground is: zero, or the least of the values. */
  readonly floor: "zero" | "least";
  /** Filled below, with a point at the newest value. */
  readonly area?: boolean;
  /** Drawn dashed across. */
  readonly limit?: number | null;
  readonly tone?: Tone;
}) {
  const known = [...values, ...(limit === null ? [] : [limit])].filter((value) => Number.isFinite(value));
  const low = floor === "zero" ? Math.min(0, ...known) : Math.min(...known);
  // A line that never moved has no span of its own, and lies on its ground.
  const span = Math.max(...known) - low || 1;
  const yOf = (value: number) => height - 2 - ((value - low) / span) * (height - 4);
  const at = (index: number, value: number) => ({
    x: (index / Math.max(1, values.length - 1)) * (width - 4) + 1,
    y: yOf(value),
  });
  const parts = linesOf(values).map((line) => line.map(({ index, value }) => at(index, value)));
  const last = parts.at(-1)?.at(-1);
  return (
    <svg
      className={cx(area ? styles.fixed : styles.stretched, tone === "neutral" ? styles.plain : tone)}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {limit === null ? null : <path className={styles.limit} d={`M1 ${yOf(limit).toFixed(1)}H${width - 3}`} />}
      {area ? (
        <path className={styles.area} d={parts.map((part) => `${pathOf(part)}${ground(part, height)}`).join("")} />
      ) : null}
      <path className={styles.line} d={parts.map(pathOf).join("")} />
      {area && last ? <circle cx={last.x} cy={last.y} r={2} fill="currentColor" /> : null}
    </svg>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Runs of neighbouring values. */
function linesOf(values: readonly number[] | Float64Array) {
  const lines: { readonly index: number; readonly value: number }[][] = [];
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    const isKnown = Number.isFinite(value);
    if (isKnown && !isOpen) lines.push([]);
    if (isKnown) lines.at(-1)?.push({ index, value });
    isOpen = isKnown;
  }
  return lines;
}

/** Of a level stretch the two ends. */
function pathOf(points: readonly Point[]): string {
  const corners = points.filter(({ y }, index) => y !== points[index - 1]?.y || y !== points[index + 1]?.y);
  return corners.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function ground(points: readonly Point[], height: number): string {
  const [first] = points;
  const last = points.at(-1);
  return first && last ? `L${last.x.toFixed(1)} ${height}L${first.x.toFixed(1)} ${height}Z` : "";
}
