import { ChartLine as ChartIcon, Clock, Table2 } from "lucide-react";
import { memo, type ReactNode, useCallback, useEffect, useEffectEvent, useId, useRef, useState } from "react";
import type { ExpectedBand } from "../../shared/domain/anomaly/expectedBand.ts";
import { useIsDown } from "../state/useIsDown.ts";
import { Badge } from "../ui/Badge.tsx";
import { Button } from "../ui/Button.tsx";
import { cx } from "../ui/cx.ts";
import { StatusIcon } from "../ui/StatusIcon.tsx";
import { HeldBadge } from "../ui/states/HeldBadge.tsx";
import { useSteadyState } from "../ui/useSteadyState.ts";
import { Chart } from "./Chart.ts";
import { useChartScreen } from "./ChartScreen.tsx";
import { ChartTable } from "./ChartTable.tsx";
import { type BuiltChart, buildChart, type ChartSpec } from "./chartContent.ts";
import { chartSummary, rangeText } from "./chartSummary.ts";
import type { FiringSpan } from "./drawFiring.ts";
import styles from "./LineChart.module.css";
import { LiveText } from "./LiveText.ts";
import type { Threshold } from "./overlays.ts";
import type { ClockZone } from "./scales.ts";
import { useCrosshairKeys } from "./useCrosshairKeys.ts";

/** `word` says what is wrong, for those who do not see the colour. */
export interface ChartAlert {
  readonly severity: "warning" | "critical";
  readonly word: string;
}

export interface LineChartProps {
  readonly spec: ChartSpec;
  readonly thresholds?: readonly Threshold[];
  /** Of the alert that it is about. */
  readonly firing?: FiringSpan | null;
  /** The range that its first line was to be expected in. */
  readonly expected?: ExpectedBand | null;
  /** Keys of lines to bring forward; null draws all alike. */
  readonly emphasis?: ReadonlySet<string> | null;
  /** Set while the source is silent: since when, and its age for people. */
  readonly stale?: { readonly sinceMs: number; readonly text: string } | null;
  /** Set when the headline's figure is out of bounds. */
  readonly alert?: ChartAlert | null;
  /** A panel of its own, or a strip among others: its name over the plot, the legend beside it. */
  readonly layout?: "panel" | "strip";
  /** In the head, after the headline. */
  readonly controls?: ReactNode;
  /** Under the chart, or beside it in a strip. */
  readonly legend?: ReactNode;
  /** Why there may be no samples, in words: shown instead of an empty grid. */
  readonly absent?: string;
}

interface Head {
  readonly status: BuiltChart["status"];
  readonly hidden: number;
}

const noThresholds: readonly Threshold[] = [];
const summaryEveryMs = 10_000;

/** A panel with one chart: React draws the frame and the words, `Chart` draws the samples. */
export function LineChart({
  spec,
  thresholds = noThresholds,
  firing = null,
  expected = null,
  emphasis = null,
  stale = null,
  alert = null,
  layout = "panel",
  controls,
  legend,
  absent = "Nothing was measured in this range.",
}: LineChartProps) {
  const { group, rangeMs, zone, sync, theme, evidence } = useChartScreen();
  const id = useId();
  const container = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(null);
  const drawn = useRef<BuiltChart["content"]>(null);
  const summarisedAt = useRef(Number.NEGATIVE_INFINITY);
  const [head, changeHead] = useSteadyState<Head>({ status: { kind: "loading", sinceMs: 0 }, hidden: 0 });
  const [headline] = useState(() => new LiveText());
  const [summary] = useState(() => new LiveText());
  const { spoken, keys } = useCrosshairKeys(chart, sync, zone);
  const [table, setTable] = useState<BuiltChart["content"]>(null);
  const staleSinceMs = stale?.sinceMs ?? null;

  const refresh = useEffectEvent(() => {
    const built = buildChart(group, spec, rangeMs, { thresholds, emphasis, staleSinceMs, zone });
    if (built.content) chart.current?.setContent({ ...built.content, evidence, firing, expected });
    drawn.current = built.content;
    const next: Head = { status: built.status, hidden: built.hidden };
    headline.set(spec.headline(built.latestOfAll) ?? "");
    changeHead((old) => (sameHead(old, next) ? old : next));
    if (table) setTable(built.content);
    const nowMs = performance.now();
    if (!built.content || nowMs - summarisedAt.current < summaryEveryMs) return;
    summarisedAt.current = nowMs;
    summary.set(chartSummary(spec, rangeText(rangeMs), built.latest, expected));
  });

  useEffect(() => {
    if (!container.current) return;
    const created = new Chart(container.current, spec, theme, sync);
    chart.current = created;
    return () => {
      chart.current = null;
      created.dispose();
    };
  }, [spec, theme, sync]);

  useEffect(() => {
    const subscription = group.onUpdate(() => refresh());
    return () => subscription.dispose();
  }, [group]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what the chart is drawn from besides samples
  useEffect(
    () => refresh(),
    [spec, thresholds, firing, expected, emphasis, staleSinceMs, zone, rangeMs, group, evidence],
  );

  const { status } = head;
  const isTold = useIsDown(status.kind === "error" || status.kind === "held" ? status.source : null);
  const toggleTable = useCallback(() => setTable((shown) => (shown ? null : drawn.current)), []);

  return (
    <section className={styles[layout]} aria-labelledby={`${id}-title`}>
      <header className={styles.head}>
        <h2 id={`${id}-title`}>{spec.title}</h2>
        <span className={styles.unit}>{spec.unitText}</span>
        {head.hidden > 0 ? <span className={styles.unit}>top 8, {head.hidden} more</span> : null}
        <span className={styles.state}>
          {stateOf(status, isTold, layout === "strip" ? null : headline, alert, stale, zone)}
        </span>
        {controls}
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a chart is a focusable group; there is no element for it */}
      <div
        className={styles.plot}
        role="group"
        aria-roledescription="chart"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-summary`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: left and right move the crosshair
        tabIndex={0}
        {...keys}
      >
        <div ref={container} className={status.kind === "error" ? styles.dimmed : styles.canvas} aria-hidden="true" />
        <Cover status={status} isTold={isTold} absent={absent} />
        {table ? <ChartTable title={spec.title} content={table} options={spec} /> : null}
        <TableToggle title={spec.title} shown={table !== null} onToggle={toggleTable} />
      </div>
      {legend}
      <p id={`${id}-summary`} className="visuallyHidden" ref={summary.attach} />
      <p className="visuallyHidden" aria-live="polite">
        {spoken}
      </p>
    </section>
  );
}

/** Drawn again only when it is pressed, not with each sample's headline. */
const TableToggle = memo(function TableToggle({
  title,
  shown,
  onToggle,
}: {
  readonly title: string;
  readonly shown: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <Button
      variant="link"
      icon={shown ? ChartIcon : Table2}
      className={styles.toggle ?? ""}
      aria-label={shown ? `Show ${title} as a chart` : `Show ${title} as a table`}
      onPress={onToggle}
    />
  );
});

/** The headline is null where the legend tells it. */
function stateOf(
  status: Head["status"],
  isTold: boolean,
  headline: LiveText | null,
  alert: LineChartProps["alert"],
  stale: LineChartProps["stale"],
  zone: ClockZone,
) {
  if (status.kind === "error") {
    return isTold ? null : (
      <Badge tone="critical" status="critical">
        Error
      </Badge>
    );
  }
  if (status.kind === "noData") return <Badge>No data</Badge>;
  if (status.kind === "held") {
    return <HeldBadge sinceMs={status.sinceMs} reason={status.message} isTold={isTold} zone={zone} />;
  }
  if (stale) {
    return (
      <Badge tone="warning" icon={Clock}>
        Stale {stale.text}
      </Badge>
    );
  }
  if (status.kind === "loading" || headline === null) return null;
  return (
    <span className={alert?.severity}>
      {alert ? <StatusIcon status={alert.severity} size={10} label={alert.word} /> : null}
      <span ref={headline.attach} />
    </span>
  );
}

function Cover({
  status,
  isTold,
  absent,
}: {
  readonly status: BuiltChart["status"];
  readonly isTold: boolean;
  readonly absent: string;
}) {
  switch (status.kind) {
    case "ready":
    case "held":
      return null;
    case "loading":
      return <div className={styles.skeleton} />;
    case "noData":
      return (
        <div className={cx(styles.cover, styles.through)}>
          <StatusIcon status="unknown" size={16} />
          <p>{absent}</p>
        </div>
      );
    case "error":
      return (
        <div className={styles.cover}>
          {isTold ? <p>{status.source} cannot be read</p> : <p className="critical">{status.message}</p>}
        </div>
      );
  }
}

function sameHead(a: Head, b: Head): boolean {
  return a.hidden === b.hidden && a.status.kind === b.status.kind && words(a.status) === words(b.status);
}

/** What the head and the cover tell of a status. */
function words(status: BuiltChart["status"]): string {
  if (status.kind === "held") return `${status.sinceMs} ${status.message}`;
  return status.kind === "error" ? status.message : "";
}
