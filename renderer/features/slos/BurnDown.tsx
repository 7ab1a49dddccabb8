import { useState } from "react";
import { timeTicks } from "../../charts/scales.ts";
import { useWidth } from "../../charts/useWidth.ts";
import { formatBudget } from "../../ui/format.ts";
import type { BurnDownData } from "./burnDownData.ts";
import styles from "./slos.module.css";
import { dayText, timeText } from "./sloWords.ts";

const height = 264;
const plot = { left: 40, right: 16, top: 8, bottom: 240 };

/** The chart itself: what was counted is a line, gaps stay gaps, what is projected is dashed. */
export function BurnDown({ data, summary }: { readonly data: BurnDownData; readonly summary: string }) {
  const [box, width] = useWidth();
  const [pointed, setPointed] = useState<number | null>(null);
  const { fromMs, untilMs, endMs, nowMs, left, parts, gaps, projection, freezeRatio, points } = data;
  const right = (width ?? 0) - plot.right;
  const x = (timeMs: number) => plot.left + ((timeMs - fromMs) / (untilMs - fromMs)) * (right - plot.left);
  const y = (ratio: number) => plot.bottom - Math.min(1, Math.max(0, ratio)) * (plot.bottom - plot.top);
  const path = (line: readonly { readonly timeMs: number; readonly leftRatio: number }[]) =>
    line
      .map(({ timeMs, leftRatio }, i) => `${i === 0 ? "M" : "L"}${x(timeMs).toFixed(1)} ${y(leftRatio).toFixed(1)}`)
      .join("");
  const nearest =
    pointed === null
      ? null
      : nearestTo(points, fromMs + ((pointed - plot.left) / (right - plot.left)) * (untilMs - fromMs));
  return (
    <div ref={box} className={styles.chart}>
      {width === null ? null : (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={summary}
          onPointerMove={(event) => setPointed(event.clientX - event.currentTarget.getBoundingClientRect().left)}
          onPointerLeave={() => setPointed(null)}
        >
          {[0, 0.25, 0.5, 0.75, 1].map((ratio) => (
            <g key={ratio}>
              <path className={styles.grid} d={`M${plot.left} ${y(ratio) + 0.5}H${right}`} />
              <text className={styles.axis} x={plot.left - 6} y={y(ratio) + 4} textAnchor="end">
                {ratio * 100}
              </text>
            </g>
          ))}
          {timeTicks(fromMs, untilMs, 5, 0).map((timeMs) => (
            <g key={timeMs}>
              <path className={styles.grid} d={`M${x(timeMs)} ${plot.top}V${plot.bottom}`} />
              <text className={styles.axis} x={x(timeMs)} y={plot.bottom + 16} textAnchor="middle">
                {untilMs - fromMs <= 2 * 86_400_000 ? timeText(timeMs) : dayText(timeMs)}
              </text>
            </g>
          ))}
          {gaps.map((gap) => (
            <rect
              key={gap.fromMs}
              className={styles.gap}
              x={x(gap.fromMs)}
              y={plot.top}
              width={Math.max(1, x(gap.toMs) - x(gap.fromMs))}
              height={plot.bottom - plot.top}
            >
              <title>{`Nothing was counted from ${timeText(gap.fromMs)} to ${timeText(gap.toMs)} UTC`}</title>
            </rect>
          ))}
          <path className={styles.even} d={`M${x(fromMs)} ${y(1)}L${x(endMs)} ${y(0)}`} />
          {parts.map((part) => {
            const [first, last] = [part[0], part.at(-1)];
            if (!first || !last) return null;
            return (
              <g key={first.timeMs}>
                <path
                  className={styles.area}
                  d={`${path(part)}L${x(last.timeMs)} ${plot.bottom}L${x(first.timeMs)} ${plot.bottom}Z`}
                />
                <path className={styles.actual} d={path(part)} />
              </g>
            );
          })}
          {projection ? <path className={styles.projected} d={path(projection)} /> : null}
          {freezeRatio === null ? null : (
            <g>
              <path className={styles.freeze} d={`M${plot.left} ${y(freezeRatio)}H${right}`} />
              <text className={styles.freezeText} x={plot.left + 4} y={y(freezeRatio) - 4}>
                {`freeze below ${freezeRatio * 100} %`}
              </text>
            </g>
          )}
          <path className={styles.now} d={`M${x(nowMs)} ${plot.top}V${plot.bottom}`} />
          <text className={styles.nowText} x={x(nowMs) - 6} y={plot.top + 10} textAnchor="end">
            {`Now ${formatBudget(left)}`}
          </text>
          <Marks data={data} right={right} x={x} y={y} />
          {nearest ? (
            <g>
              <path className={styles.now} d={`M${x(nearest.timeMs)} ${plot.top}V${plot.bottom}`} />
              <text
                className={styles.markText}
                x={x(nearest.timeMs) + (x(nearest.timeMs) > right / 2 ? -6 : 6)}
                y={plot.bottom - 8}
                textAnchor={x(nearest.timeMs) > right / 2 ? "end" : "start"}
              >
                {`${timeText(nearest.timeMs)} UTC, ${formatBudget(nearest.leftRatio)}`}
              </text>
            </g>
          ) : null}
        </svg>
      )}
    </div>
  );
}

/** What cost most, each with a line where it began; their words stand one below the other, so that they never collide. */
function Marks({
  data: { marks, points },
  right,
  x,
  y,
}: {
  readonly data: BurnDownData;
  readonly right: number;
  readonly x: (timeMs: number) => number;
  readonly y: (ratio: number) => number;
}) {
  return marks.map(({ atMs, text, spentRatio }, index) => {
    // To the right as long as there is room for about as many letters, or more than to the left.
    const room = right - x(atMs);
    const isLate = (text.length + 9) * 6.2 > room && x(atMs) - plot.left > room;
    // Below the words of now.
    const top = plot.top + 28 + index * 20;
    const at = nearestTo(points, atMs);
    return (
      <g key={atMs}>
        <path className={styles.now} d={`M${x(atMs)} ${top - 10}V${Math.max(top + 6, y(at?.leftRatio ?? 0))}`} />
        <text className={styles.markText} x={x(atMs) + (isLate ? -6 : 6)} y={top} textAnchor={isLate ? "end" : "start"}>
          {`${text} `}
          <tspan className={styles.markFigure}>{formatBudget(-spentRatio)}</tspan>
        </text>
      </g>
    );
  });
}

function nearestTo(points: BurnDownData["points"], timeMs: number): BurnDownData["points"][number] | null {
  let best: BurnDownData["points"][number] | null = null;
  for (const point of points) {
    if (!best || Math.abs(point.timeMs - timeMs) < Math.abs(best.timeMs - timeMs)) best = point;
  }
  return best;
}
