import type { JoinedBins } from "../../../../shared/domain/drift/bins.ts";
import { totalOf } from "../../../../shared/domain/drift/bins.ts";
import { displayUnit, formatTick, formatValue, type Unit } from "../../../../shared/domain/format/units.ts";
import { yScale } from "../../../charts/scales.ts";
import { useWidth } from "../../../charts/useWidth.ts";
import styles from "./drift.module.css";

const height = 188;
const plot = { left: 44, right: 12, top: 8, bottom: 166 };
const leastLabelPx = 46;
const percent = displayUnit("ratio", 1);

/** Shares of the observations by bin: bars are now, the stepped line is the reference. Bins are as wide as each other, whatever they span. */
export function DistributionChart({
  bins,
  unit,
  summary,
}: {
  readonly bins: JoinedBins;
  readonly unit: Unit;
  readonly summary: string;
}) {
  const [box, width] = useWidth();
  const now = sharesOf(bins.now);
  const reference = sharesOf(bins.reference);
  const scale = yScale({ kind: "fromZero", least: 0.01 }, 0, Math.max(...now, ...reference), 0.01);
  const right = (width ?? 0) - plot.right;
  const step = (right - plot.left) / now.length;
  const x = (bin: number) => plot.left + bin * step;
  const y = (share: number) => plot.bottom - (share / scale.max) * (plot.bottom - plot.top);
  const line = reference.map((share, i) => `${i === 0 ? "M" : "L"}${x(i)} ${y(share)}H${x(i + 1)}`).join("");
  const every = Math.max(1, Math.ceil(leastLabelPx / step));
  return (
    <div ref={box} className={styles.chart}>
      {width === null ? null : (
        <svg width={width} height={height} role="img" aria-label={summary}>
          {scale.ticks.map((share) => (
            <g key={share}>
              <path className={styles.grid} d={`M${plot.left} ${Math.round(y(share)) + 0.5}H${right}`} />
              <text className={styles.axis} x={plot.left - 6} y={y(share) + 4} textAnchor="end">
                {formatTick(share, percent)} %
              </text>
            </g>
          ))}
          {now.map((share, i) => (
            <rect
              key={bins.upper[i] ?? "rest"}
              className={styles.bar}
              x={x(i) + 1}
              y={y(share)}
              width={Math.max(1, step - 2)}
              height={plot.bottom - y(share)}
            >
              <title>
                {`${boundsText(bins.upper, i, unit)}: ${formatValue(share, "ratio")} now, ${formatValue(reference[i] ?? 0, "ratio")} of the reference`}
              </title>
            </rect>
          ))}
          <path className={styles.line} d={line} />
          {bins.upper.map((bound, i) =>
            (i + 1) % every === 0 ? (
              <text key={bound} className={styles.axis} x={x(i + 1)} y={plot.bottom + 15} textAnchor="middle">
                {formatValue(bound, unit)}
              </text>
            ) : null,
          )}
        </svg>
      )}
    </div>
  );
}

function sharesOf(counts: readonly number[]): readonly number[] {
  const all = totalOf(counts);
  return counts.map((count) => (all === 0 ? 0 : count / all));
}

/** `500 to 1.00 k`, `above 20.0 k` */
function boundsText(upper: readonly number[], bin: number, unit: Unit): string {
  const [low, high] = [upper[bin - 1], upper[bin]];
  if (high === undefined) return `above ${formatValue(low ?? 0, unit)}`;
  return low === undefined
    ? `up to ${formatValue(high, unit)}`
    : `${formatValue(low, unit)} to ${formatValue(high, unit)}`;
}
