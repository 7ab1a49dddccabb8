import { ChartLine, Database, Download, History, Play, Plus } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { inferUnit } from "../../../shared/domain/promql/inferUnit.ts";
import { replaceMetric } from "../../../shared/domain/promql/metricsAsked.ts";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { useNoteQuery } from "../../app/useNoteQuery.ts";
import { ChartScreen } from "../../charts/ChartScreen.tsx";
import { eventMarks } from "../../charts/eventMarks.ts";
import { toPng } from "../../charts/picture.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { useWidth } from "../../charts/useWidth.ts";
import type { PromqlFieldHandle } from "../../editor/PromqlField.tsx";
import { useHosts } from "../../state/hostsStore.ts";
import { openInvestigation } from "../../state/investigateView.ts";
import { backToLogs, openLogs } from "../../state/logsView.ts";
import { formatRoute, navigate } from "../../state/navigation.ts";
import { hostNowMs } from "../../state/now.ts";
import { readHistory, rememberQueries } from "../../state/queryHistory.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { sourcesStore } from "../../state/sourcesStore.ts";
import { setTimeRange, timeRangeStore, useAskedRange } from "../../state/timeRange.ts";
import { useEventsOf } from "../../state/useEventsOf.ts";
import { useWindowOfAddress } from "../../state/useWindowOfAddress.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { Select } from "../../ui/Select.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import { AnswerView } from "./AnswerView.tsx";
import { drawnSeries, type Picked } from "./drawnSeries.ts";
import styles from "./Explore.module.css";
import { currentSeries, earlierRuns } from "./earlier.ts";
import {
  addQuery,
  changeQuery,
  type ExploreKind,
  type ExploreView,
  formatExploreView,
  mostQueries,
  parseExploreView,
  removeQuery,
} from "./exploreView.ts";
import { fileName, toCsv } from "./exportFiles.ts";
import { limitQueries } from "./limits.ts";
import { logsOf } from "./logsOf.ts";
import { NothingAnswered } from "./NothingAnswered.tsx";
import { pictureWords } from "./pictureWords.ts";
import { pinnableOf } from "./pinnableOf.ts";
import { QueryRow } from "./QueryRow.tsx";
import { exploreStepMs, isInstant } from "./step.ts";
import { type Answers, useAnswers } from "./useAnswers.ts";
import { useDrafts } from "./useDrafts.ts";
import { useKnowledge } from "./useKnowledge.ts";

const kinds = [
  { id: "line", label: "Line" },
  { id: "bar", label: "Bar" },
  { id: "heatmap", label: "Heatmap" },
  { id: "stat", label: "Stat" },
  { id: "table", label: "Table" },
] as const satisfies readonly { readonly id: ExploreKind; readonly label: string }[];

/** Any question in PromQL, asked of the samples read over SSH or of a server. The address holds the whole view. */
export function ExplorePage({ query }: { readonly query: string }) {
  const view = useMemo(() => parseExploreView(query), [query]);
  const drafts = useDrafts(view);
  const note = useNoteQuery();
  const knowledge = useKnowledge(view.source);
  const sourceOptions = useSourceOptions(view.source);
  const asked = useAskedRange();
  const zone = settingsStore(({ clock }) => clock);
  const hosts = useHosts().map(({ name }) => name);
  const [answerRef, width] = useWidth();
  const [picked, setPicked] = useState<Picked>(null);
  const [slots] = useState(() => new Map<string, number>());
  const canvas = useRef<HTMLDivElement>(null);
  const firstField = useRef<PromqlFieldHandle>(null);
  const lastField = useRef<PromqlFieldHandle>(null);
  const isAdding = useRef(false);

  const running = view.queries.filter(({ expr }) => expr.trim() !== "");
  const stepMs = width === null ? null : exploreStepMs(view.kind, asked.rangeMs, width);
  const group = usePanelGroup(
    stepMs === null || running.length === 0
      ? null
      : {
          queries: running.map(({ id, expr }) => ({ id, expr, source: view.source })),
          stepMs,
          ...asked,
          instant: isInstant(view.kind),
        },
  );
  const answers = useAnswers(
    group,
    running.map(({ id }) => id),
    running.filter(({ hidden }) => !hidden).map(({ id }) => id),
  );
  const limits = useMemo(() => limitQueries(view.queries), [view.queries]);
  const events = useEventsOf(logsOf(answers.series, hosts).hosts, "any");
  const evidence = useMemo(() => ({ events: eventMarks(events), picked: null }), [events]);
  const { unitOf } = knowledge;
  const firstExpr = running[0]?.expr ?? "";
  const shownExpr = answers.exprs.get(running[0]?.id ?? "") ?? firstExpr;
  const unit = useMemo(() => inferUnit(shownExpr, unitOf), [shownExpr, unitOf]);
  const boundUnit = useMemo(() => inferUnit(histogramOf(shownExpr), unitOf), [shownExpr, unitOf]);

  // What was left alone in one question means nothing in another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question
  useEffect(() => setPicked(null), [query]);

  useWindowOfAddress(
    view.window,
    useCallback((window) => show({ ...view, window }, { replace: true }), [view]),
  );
  // A link's range is that of every screen from here on.
  useEffect(() => {
    if (view.range === null) return;
    setTimeRange(view.range);
    show({ ...view, range: null }, { replace: true });
  }, [view]);

  // A query that was added is typed into next.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once there is one more
  useEffect(() => {
    if (isAdding.current) lastField.current?.focus();
    isAdding.current = false;
  }, [view.queries.length]);

  const add = () => {
    isAdding.current = true;
    show(addQuery(drafts.apply(view)));
  };
  const run = () => {
    const next = drafts.apply(view);
    rememberQueries(
      localStorage,
      next.queries.map(({ expr }) => expr),
    );
    for (const { expr } of next.queries) {
      if (expr.trim() !== "") note({ language: "PromQL", source: view.source, text: expr });
    }
    show(next);
  };
  const current = currentSeries(answers);
  const csv = () => toCsv(answers.view, current);
  const copyCsv = () =>
    void navigator.clipboard
      .writeText(csv())
      .then(() => showToast({ status: "ok", title: "CSV copied", detail: `${current.length} series` }))
      .catch(reportProblem("The CSV was not copied"));
  const savePng = () => {
    if (!canvas.current) return;
    const words = pictureWords(view, answers, { limits, picked, slots, unit, rangeMs: asked.rangeMs, zone });
    void toPng(canvas.current, words)
      .then((picture) => saveFile(fileName(hostNowMs(), "png"), picture))
      .catch(reportProblem("The picture was not saved"));
  };

  /** Of the series that are picked, else of all. */
  const wanted = () => logsOf(picked ? drawnSeries(answers.series, picked) : answers.series, hosts);

  useKeys("Explore", [
    { keys: "mod+enter", label: "Run", whileTyping: true, run },
    { keys: "mod+space", label: "Complete" },
    { keys: "l", label: "Logs", run: () => backToLogs(() => openLogs(wanted().hosts, wanted().filter)) },
    {
      keys: "i",
      label: "Investigate",
      run: () => openInvestigation({ expr: firstExpr || null, source: view.source, ...wanted() }),
    },
    { keys: "e", label: "Edit", run: () => firstField.current?.focus() },
  ]);

  const drawn = view.kind === "line" || view.kind === "bar" || view.kind === "heatmap";
  return (
    <div className={styles.page}>
      <Panel
        title="Metrics"
        lead={
          <Select
            label="Source"
            lead={<Icon of={Database} size={12} />}
            options={sourceOptions}
            value={view.source}
            onChange={(source) => show({ ...drafts.apply(view), source })}
          />
        }
        controls={
          <>
            <span className="fg3">{factsOf(isInstant(view.kind) ? null : stepMs, answers)}</span>
            <SegmentedControl
              label="Show as"
              size="sm"
              value={view.kind}
              segments={kinds}
              onChange={(kind) => show({ ...view, kind })}
            />
            <PinButton
              what={view.kind === "line" || view.kind === "bar" ? "the chart" : "the answer"}
              {...(current.length < answers.series.length ? { nothing: "What is shown is an earlier run" } : {})}
              take={() => pinnableOf(view, answers, { limits, picked, slots, unit, rangeMs: asked.rangeMs })}
            />
            <HistoryMenu onPick={(expr) => show(withExpr(drafts.apply(view), expr))} />
            <Menu
              label="Export"
              entries={[
                {
                  id: "csv",
                  label: "Save CSV",
                  disabled: current.length === 0,
                  onAction: () => saveFile(fileName(hostNowMs(), "csv"), new Blob([csv()], { type: "text/csv" })),
                },
                {
                  id: "png",
                  label: "Save picture",
                  disabled: !drawn || answers.series.length === 0,
                  onAction: savePng,
                },
                {
                  id: "link",
                  label: "Copy link to this view",
                  separated: true,
                  onAction: () =>
                    void navigator.clipboard
                      .writeText(linkTo(view))
                      .then(() => showToast({ status: "ok", title: "Link copied" }))
                      .catch(reportProblem("The link was not copied")),
                },
              ]}
            >
              <Button icon={Download} size="sm">
                Export
              </Button>
            </Menu>
            <Button icon={Plus} size="sm" isDisabled={view.queries.length >= mostQueries} onPress={add}>
              Add query
            </Button>
            <Button variant="primary" icon={Play} size="sm" keys={["Ctrl", "Enter"]} onPress={run}>
              Run
            </Button>
          </>
        }
        className={styles.panel ?? ""}
        bodyClassName={styles.body ?? ""}
      >
        <ol className={styles.queries} aria-label="Queries">
          {view.queries.map((query, index) => (
            <QueryRow
              key={query.id}
              ref={index === 0 ? firstField : index === view.queries.length - 1 ? lastField : null}
              query={query}
              text={drafts.text(query.id)}
              isRun={drafts.isRun(query.id)}
              state={answers.states.get(query.id)}
              isAsking={answers.tookMs === null}
              knowledge={knowledge.metrics}
              isLocal={view.source === "local"}
              isLimit={limits.has(query.id)}
              onEdit={(text) => drafts.edit(query.id, text)}
              onRun={run}
              onHide={() => show(changeQuery(drafts.apply(view), query.id, { hidden: !query.hidden }))}
              onRemove={() => show(removeQuery(drafts.apply(view), query.id))}
            />
          ))}
        </ol>
        <div ref={answerRef} className={styles.answers}>
          {running.length === 0 ? (
            <EmptyState icon={ChartLine} title="Ask in PromQL">
              Type a metric name or an expression and press Ctrl+Enter. Ctrl+Space completes metrics, labels and
              functions.
            </EmptyState>
          ) : (
            <ChartScreen group={group} rangeMs={asked.rangeMs} zone={zone} evidence={evidence}>
              {answers.earlier.size === 0 ? null : (
                <p className={styles.earlier} role="status">
                  {drawn ? "The chart shows" : "Below is"} {earlierRuns(answers, zone)}
                </p>
              )}
              <AnswerView
                kind={view.kind}
                answers={answers}
                limits={limits}
                unit={unit}
                boundUnit={boundUnit}
                picked={picked}
                heldSlots={slots}
                onPick={setPicked}
                onCopy={copyCsv}
                canvasRef={canvas}
                nothing={
                  <NothingAnswered
                    states={[...answers.states.values()]}
                    exprs={running.map(({ expr }) => expr)}
                    metrics={knowledge.metrics}
                    onReplace={(name, other) => show(withMetric(drafts.apply(view), name, other))}
                  />
                }
              />
            </ChartScreen>
          )}
        </div>
      </Panel>
    </div>
  );
}

function show(view: ExploreView, options: { readonly replace?: boolean } = {}): void {
  navigate({ page: "explore", query: formatExploreView(view) }, options);
}

/** The address of the view with the time that is shown; the range goes on there as it does here. */
function linkTo(view: ExploreView): string {
  const { range, rangeMs, pausedAtMs } = timeRangeStore.getState();
  const paused = pausedAtMs === null ? null : { fromMs: pausedAtMs - rangeMs, toMs: pausedAtMs };
  const query = formatExploreView({ ...view, window: view.window ?? paused, range });
  return new URL(formatRoute({ page: "explore", query }), window.location.href).href;
}

/** The sources there are, and the one that the address names even where the workspace has it no more. */
function useSourceOptions(chosen: string): readonly { readonly id: string; readonly label: string }[] {
  const known = sourcesStore(({ sources }) => sources);
  const names = new Set(["local", ...(known ?? []).map(({ name }) => name), chosen]);
  return [...names].map((name) => ({ id: name, label: name === "local" ? "This console" : name }));
}

/** The histogram whose buckets an expression asks for; empty when it asks for none. */
function histogramOf(expr: string): string {
  return /[a-zA-Z_:][\w:]*(?=_bucket\b)/.exec(expr)?.[0] ?? "";
}

/** Hosts that the picked series are of. */
function HistoryMenu({ onPick }: { readonly onPick: (expr: string) => void }) {
  const [past, setPast] = useState<readonly string[]>([]);
  return (
    <Menu
      label="Queries run before"
      entries={
        past.length === 0
          ? [{ id: "none", label: "No query was run yet", disabled: true, onAction: () => {} }]
          : past.slice(0, 30).map((expr) => ({
              id: expr,
              label: <span className="mono clip">{expr}</span>,
              textValue: expr,
              onAction: () => onPick(expr),
            }))
      }
    >
      <Button icon={History} size="sm" onPressStart={() => setPast(readHistory(localStorage))}>
        History
      </Button>
    </Menu>
  );
}

/** Into the last query when that is empty, else as one more. */
function withExpr(view: ExploreView, expr: string): ExploreView {
  const last = view.queries.at(-1);
  if (last && last.expr.trim() === "") return changeQuery(view, last.id, { expr });
  const grown = addQuery(view);
  return changeQuery(grown, grown.queries.at(-1)?.id ?? "A", { expr });
}

function withMetric(view: ExploreView, name: string, other: string): ExploreView {
  return { ...view, queries: view.queries.map((one) => ({ ...one, expr: replaceMetric(one.expr, name, other) })) };
}

function factsOf(stepMs: number | null, { series, tookMs }: Answers): string {
  if (series.length === 0) return "";
  return [
    ...(stepMs === null ? [] : [`step ${stepMs / 1000} s`]),
    `${series.length} series`,
    ...(tookMs === null ? [] : [`${Math.max(1, Math.round(tookMs))} ms`]),
  ].join(", ");
}
