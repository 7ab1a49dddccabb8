import { type PointerEvent, useState } from "react";
import { type LogLevel, logLevels } from "../../../shared/domain/logs/model.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { cx } from "../../ui/cx.ts";
import { formatClock, formatNumber } from "../../ui/format.ts";
import styles from "./Logs.module.css";
import type { CountedLines } from "./useLogs.ts";

const height = 72;
/** Least severe at the bottom. */
const drawn = logLevels.toReversed();

/** Lines by level over the window, a bar a step; dragging over it picks a window. */
export function VolumeChart({
  counted,
  onPick,
}: {
  readonly counted: CountedLines;
  readonly onPick: (window: { readonly fromMs: number; readonly toMs: number }) => void;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const { volume, uncounted, readFromMs } = counted;
  const { startMs, stepMs, levels } = volume;
  const steps = Math.max(
    1,
    Math.ceil((counted.endMs - startMs) / stepMs),
    ...levels.map(({ counts }) => counts.length),
  );
  const totals = Array.from({ length: steps }, (_, at) =>
    levels.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0),
  );
  /** Steps at the left that were not read. */
  const unread = isPartlyUnread(counted) ? Math.min(steps, (readFromMs - startMs) / stepMs) : 0;
  const most = Math.max(1, ...totals);
  const shareAt = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const timeOf = (share: number) => startMs + share * steps * stepMs;
  const pick = () => {
    if (!drag) return;
    setDrag(null);
    const [a, b] = drag;
    if (Math.abs(a - b) > 0.005) onPick({ fromMs: timeOf(Math.min(a, b)), toMs: timeOf(Math.max(a, b)) });
  };
  return (
    <figure className={styles.volume}>
      <svg
        className={styles.bars}
        viewBox={`0 0 ${steps} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={volumeSummary(counted)}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([shareAt(event), shareAt(event)]);
        }}
        onPointerMove={(event) => drag && setDrag([drag[0], shareAt(event)])}
        onPointerUp={pick}
        onPointerCancel={() => setDrag(null)}
      >
        {unread > 0 ? <rect className={styles.unread} x={0} width={unread} y={0} height={height} /> : null}
        {stacked(drawn, levels, steps).map(({ level, at, from, count }) => (
          <rect
            key={`${level} ${at}`}
            className={styles[`bar_${level}`]}
            x={at + 0.08}
            width={0.84}
            y={height - ((from + count) / most) * height}
            height={Math.max(1, (count / most) * height)}
          />
        ))}
        {drag ? (
          <rect
            className={styles.brush}
            x={Math.min(...drag) * steps}
            width={Math.abs(drag[0] - drag[1]) * steps}
            y={0}
            height={height}
          />
        ) : null}
      </svg>
      <figcaption className={styles.axis}>
        <span>{formatClock(startMs, zone)}</span>
        <span className="fg3">
          {levels.length === 0
            ? uncounted.length > 0
              ? "no lines read"
              : "no lines"
            : `up to ${formatNumber(most)} lines per ${stepText(stepMs)}`}
          {uncounted.length > 0 ? (
            <span title="These sources do not count by themselves">
              {" "}
              · of {uncounted.join(", ")} counted from what was read
              {unread > 0 ? `; before ${formatClock(readFromMs, zone)} (grey) nothing was read` : ""}
            </span>
          ) : null}
        </span>
        <span>{formatClock(startMs + steps * stepMs, zone)}</span>
      </figcaption>
    </figure>
  );
}

interface Bar {
  readonly level: LogLevel;
  readonly at: number;
  readonly from: number;
  readonly count: number;
}

function stacked(order: readonly LogLevel[], levels: CountedLines["volume"]["levels"], steps: number): readonly Bar[] {
  const tops = new Array<number>(steps).fill(0);
  return order.flatMap((level) => {
    const counts = levels.find((one) => one.level === level)?.counts ?? [];
    return counts.flatMap((count, at): Bar[] => {
      if (count === 0) return [];
      const from = tops[at] ?? 0;
      tops[at] = from + count;
      return [{ level, at, from, count }];
    });
  });
}

/** Some of its left is not known, by a step at least: lines of the rest were counted out of what was read. */
export function isPartlyUnread({ uncounted, readFromMs, volume: { startMs, stepMs } }: CountedLines): boolean {
  return uncounted.length > 0 && readFromMs - startMs >= stepMs;
}

export function stepText(stepMs: number): string {
  if (stepMs < 60_000) return `${stepMs / 1000} s`;
  return stepMs < 3_600_000 ? `${stepMs / 60_000} min` : `${stepMs / 3_600_000} h`;
}

/** `Log volume: 12 error, 90 warn` */
export function volumeSummary({ volume }: CountedLines): string {
  const parts = volume.levels.map(
    ({ level, counts }) => `${formatNumber(counts.reduce((sum, count) => sum + count, 0))} ${level}`,
  );
  return parts.length === 0 ? "Log volume: no lines" : `Log volume: ${parts.join(", ")}`;
}

/** Names of the levels beside their colours. */
export function VolumeLegend({ counted }: { readonly counted: CountedLines }) {
  return (
    <ul className={styles.legend}>
      {counted.volume.levels.map(({ level, counts }) => (
        <li key={level}>
          <span className={cx(styles.swatch, styles[`swatch_${level}`])} />
          {level} <span className="fg3">{formatNumber(counts.reduce((sum, count) => sum + count, 0))}</span>
        </li>
      ))}
    </ul>
  );
}
