import { useEffect, useEffectEvent, useId, useMemo, useRef } from "react";
import { logLevels } from "../../../shared/domain/logs/model.ts";
import { Chart } from "../../charts/Chart.ts";
import { useChartScreen } from "../../charts/ChartScreen.tsx";
import type { ChartLine, ChartOptions } from "../../charts/chartTypes.ts";
import { type ClockZone, clockText } from "../../charts/scales.ts";
import { useCrosshairKeys } from "../../charts/useCrosshairKeys.ts";
import { useCursorMs } from "../../charts/useCursorMs.ts";
import { Badge } from "../../ui/Badge.tsx";
import { cx } from "../../ui/cx.ts";
import { formatNumber } from "../../ui/format.ts";
import styles from "./Logs.module.css";
import { sourceLabel } from "./sourceChoices.ts";
import type { CountedLines } from "./useLogs.ts";
import type { VolumeBefore } from "./useVolumeBefore.ts";
import { isPartlyUnread, stepText, volumeSummary } from "./VolumeChart.tsx";
import { stepsOf } from "./volumeBefore.ts";

const options: ChartOptions = {
  shape: "bar",
  y: { kind: "fromZero", least: 4 },
  unit: 1,
  // As wide as that of the charts above, so that times stand above each other.
  axisWidth: 38,
  tickText: (value) => (value < 1000 ? String(value) : `${Number((value / 1000).toFixed(1))}k`),
  valueText: (value) => formatNumber(value),
};

/** Where nothing was read there is nothing to hold bars against. */
const unreadOptions: ChartOptions = { ...options, tickText: () => "" };

/** Least severe at the bottom. */
const stacked = logLevels.toReversed();

/** Lines by level, a bar a step, under the charts of the same screen: their window, their crosshair, and the times of all. */
export function EvidenceVolume({
  counted,
  before,
  isRead,
}: {
  readonly counted: CountedLines | null;
  readonly before: VolumeBefore | null;
  /** False where no source answered: no lines does not mean none. */
  readonly isRead: boolean;
}) {
  const { group, rangeMs, zone, sync, theme, evidence } = useChartScreen();
  const id = useId();
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(null);
  const { spoken, keys } = useCrosshairKeys(chart, sync, zone);
  const content = useMemo(
    () => (counted ? barsOf(counted, before, isRead, zone) : null),
    [counted, before, isRead, zone],
  );

  const draw = useEffectEvent(() => {
    if (!content) return;
    const { endMs, ...drawn } = content;
    const toMs = group.newestMs ?? endMs;
    const window = { fromMs: toMs - rangeMs, toMs };
    chart.current?.setContent({ ...drawn, window, thresholds: [], gap: null, emphasis: null, zone, evidence });
  });

  useEffect(() => {
    if (!container.current) return undefined;
    const created = new Chart(container.current, isRead ? options : unreadOptions, theme, sync);
    chart.current = created;
    return () => {
      chart.current = null;
      created.dispose();
    };
  }, [isRead, theme, sync]);

  useEffect(() => {
    const updates = group.onUpdate(() => draw());
    return () => updates.dispose();
  }, [group]);

  useEffect(() => draw());

  return (
    <section className={styles.evidenceVolume} aria-labelledby={id}>
      <header className={styles.evidenceTitle}>
        <h2 id={id}>Log volume</h2>
        {counted && isRead ? <span className="fg3 small">{unitOf(counted, before)}</span> : null}
        {isRead ? null : <Badge>No data</Badge>}
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a chart is a focusable group; there is no element for it */}
      <div
        className={styles.evidencePlot}
        role="group"
        aria-roledescription="chart"
        aria-label={
          isRead ? (counted ? volumeSummary(counted) : "Log volume: counting lines") : "Log volume: nothing was read"
        }
        // biome-ignore lint/a11y/noNoninteractiveTabindex: left and right move the crosshair
        tabIndex={0}
        {...keys}
      >
        <div ref={container} className={styles.evidenceCanvas} aria-hidden="true" />
        <p className="visuallyHidden" aria-live="polite">
          {spoken}
        </p>
      </div>
      {counted ? <EvidenceLegend counted={counted} before={before} /> : null}
    </section>
  );
}

/** Lines of each level in the step under the crosshair; without one, in the whole window. */
function EvidenceLegend({
  counted: { volume },
  before,
}: {
  readonly counted: CountedLines;
  readonly before: VolumeBefore | null;
}) {
  const cursorMs = useCursorMs();
  const { startMs, stepMs, levels } = volume;
  const step = cursorMs === null ? null : Math.ceil((cursorMs - startMs) / stepMs) - 1;
  return (
    <ul className={styles.evidenceLegend} aria-label="Log volume, lines">
      {levels.map(({ level, counts }) => (
        <li key={level}>
          <span className={cx(styles.swatch, styles[`swatch_${level}`])} />
          {level}
          <span className="fg0">
            {formatNumber(step === null ? counts.reduce((sum, count) => sum + count, 0) : (counts[step] ?? 0))}
          </span>
        </li>
      ))}
      {before?.totals ? (
        <li>
          <span className={styles.dashBefore} />
          {before.compare} before
          <span className="fg0">
            {formatNumber(
              step === null ? before.totals.reduce((sum, count) => sum + count, 0) : (before.totals[step] ?? 0),
            )}
          </span>
        </li>
      ) : null}
    </ul>
  );
}

/** `lines per 10 s, of what was read; 1h before without hosts` */
function unitOf({ volume, uncounted }: CountedLines, before: VolumeBefore | null): string {
  const read = uncounted.length > 0 ? ", of what was read" : "";
  return `lines per ${stepText(volume.stepMs)}${read}${before === null ? "" : beforeText(before)}`;
}

function beforeText({ compare, totals, uncounted }: VolumeBefore): string {
  if (totals === null) return `; none of these sources counts what was ${compare} before`;
  return uncounted.length === 0 ? "" : `; ${compare} before without ${uncounted.map(sourceLabel).join(", ")}`;
}

const looks: Readonly<Record<(typeof logLevels)[number], Pick<ChartLine, "slot" | "tone">>> = {
  fatal: { slot: 1, tone: "critical" },
  error: { slot: 1, tone: "critical" },
  warn: { slot: 1, tone: "warning" },
  info: { slot: 1, tone: "quiet" },
  debug: { slot: 3 },
  unknown: { slot: 1, tone: "neutral" },
};

/** Dashed, as what was before is in the charts above. */
const slotBefore = 6;

function barsOf(counted: CountedLines, before: VolumeBefore | null, isRead: boolean, zone: ClockZone) {
  const { volume, endMs, readFromMs } = counted;
  const { startMs, stepMs, levels } = volume;
  const steps = stepsOf(volume);
  const totals = before?.totals ?? null;
  const shown = stacked.flatMap((level) => levels.find((one) => one.level === level) ?? []);
  const unread = !isRead
    ? { toMs: endMs, label: "nothing was read" }
    : isPartlyUnread(counted)
      ? { toMs: readFromMs, label: `before ${clockText(readFromMs, zone)} not read` }
      : null;
  return {
    endMs,
    unread,
    lines: [
      ...shown.map(({ level }) => ({ key: level, label: level, ...looks[level] })),
      ...(totals ? [{ key: "before", label: `${before?.compare} before`, slot: slotBefore, apart: true }] : []),
    ],
    view: {
      timesMs: Float64Array.from({ length: steps }, (_, at) => Math.min(endMs, startMs + (at + 1) * stepMs)),
      values: [...shown.map(({ counts }) => counts), ...(totals ? [totals] : [])].map((counts) =>
        Float64Array.from({ length: steps }, (_, at) => counts[at] ?? 0),
      ),
    },
  };
}
