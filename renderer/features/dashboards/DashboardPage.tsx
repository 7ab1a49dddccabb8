import { ArrowLeft, Download, LayoutDashboard, Save, TriangleAlert } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { lookupOf, type Values } from "../../../shared/domain/dashboards/builtins.ts";
import type { DashboardEdit } from "../../../shared/domain/dashboards/edits.ts";
import { scopedValue } from "../../../shared/domain/dashboards/evaluateVariables.ts";
import { placeRows } from "../../../shared/domain/dashboards/layout.ts";
import type { Dashboard, DashboardPanel, SourceRef } from "../../../shared/domain/dashboards/model.ts";
import { sourceFor } from "../../../shared/domain/dashboards/sourceMapping.ts";
import { useKeys } from "../../app/keyboard/useKeys.ts";
import { reportProblem } from "../../app/report.ts";
import { ChartScreen } from "../../charts/ChartScreen.tsx";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { useClient } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { sourcesStore } from "../../state/sourcesStore.ts";
import { useAskedRange } from "../../state/timeRange.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { saveFile } from "../../ui/saveFile.ts";
import screen from "../../ui/screen.module.css";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { showToast } from "../../ui/Toasts.tsx";
import { type Chosen, formatChosen, parseChosen, withSource, withVariable } from "./address.ts";
import { DashboardContextValue } from "./context.ts";
import { DashboardGrid } from "./DashboardGrid.tsx";
import styles from "./DashboardPage.module.css";
import { EditPanelDialog } from "./EditPanelDialog.tsx";
import { NotesPanel } from "./NotesPanel.tsx";
import { type OpenedDashboard, useDashboard } from "./useDashboard.ts";
import { useVariables } from "./useVariables.ts";
import { VariableBar } from "./VariableBar.tsx";

const goBack = () => navigate({ page: "dashboards" });

/** One dashboard of the workspace, live over its sources. */
export function DashboardPage({ name, query }: { readonly name: string; readonly query: string }) {
  const { state, reload } = useDashboard(name);
  switch (state.kind) {
    case "loading":
      return <LoadingSkeleton label={`Loading ${name}`} rows={8} />;
    case "failed":
      return (
        <EmptyState
          icon={LayoutDashboard}
          title={state.code === "NOT_FOUND" ? `${name} is not in this workspace` : `${name} cannot be shown`}
          action={<Button onPress={goBack}>Show all dashboards</Button>}
        >
          {state.message}
        </EmptyState>
      );
    case "open":
      return <OpenDashboard opened={state.opened} query={query} onSaved={reload} />;
  }
}

function OpenDashboard({
  opened,
  query,
  onSaved,
}: {
  readonly opened: OpenedDashboard;
  readonly query: string;
  readonly onSaved: () => void;
}) {
  const { name, version, notes } = opened;
  // The contract's data is read-only all the way down; the model's own type says so of its first level.
  const dashboard = opened.dashboard as Dashboard;
  const { call } = useClient();
  const { rangeMs, endMs, live } = useAskedRange();
  const range = useMemo(() => ({ rangeMs, live, ...(endMs === undefined ? {} : { endMs }) }), [rangeMs, endMs, live]);
  const chosen = useMemo(() => parseChosen(query), [query]);
  const { variables: evaluated, problem } = useVariables(name, version, chosen, range);
  const [showNotes, setShowNotes] = useState(false);
  const [editing, setEditing] = useState<string | null>(null);
  const choose = (next: Chosen) => navigate({ page: "dashboard", name, query: formatChosen(next) });

  const sources = useSources();
  const sourceOf = useMemo(() => {
    const picked = new Map(chosen.sources.map((entry) => [entry.name, entry.source]));
    return (ref: SourceRef, values: Values) => sourceFor(ref, values, { sources, chosen: picked });
  }, [chosen, sources]);
  const values = useMemo(() => valuesOf(dashboard, evaluated), [dashboard, evaluated]);
  const rows = useMemo(() => {
    const time = { fromMs: 0, toMs: range.rangeMs, stepMs: 15_000, scrapeIntervalMs: 15_000 };
    return values ? placeRows(dashboard, values, (scope) => lookupOf(scope, time, dashboard.title)) : null;
  }, [dashboard, values, range.rangeMs]);
  const onEdit = useCallback((panel: string) => setEditing(panel), []);
  const context = useMemo(
    () => ({ title: dashboard.title, range, sourceOf, onEdit }),
    [dashboard.title, range, sourceOf, onEdit],
  );

  const exportFile = () => {
    call("dashboards.export", { name }).then(
      ({ fileName, text }) => saveFile(fileName, new Blob([text], { type: "application/json" })),
      reportProblem("The dashboard was not exported"),
    );
  };
  const save = (edits: readonly DashboardEdit[]) => {
    call("dashboards.save", {
      name,
      version,
      edits: edits.map((edit) => structuredClone(edit)) as DashboardEdit[],
    }).then(() => {
      setEditing(null);
      showToast({ status: "ok", title: `Saved to ${name}.json` });
      onSaved();
    }, reportProblem("Nothing was saved"));
  };
  const kept = chosen.variables.filter(({ name: own }) =>
    dashboard.variables.some((variable) => variable.name === own),
  );
  const keepValues = () =>
    save(
      kept.map(({ name: own, values: picked }) => ({
        kind: "variable",
        name: own,
        values: [...picked],
        isList: dashboard.variables.some((variable) => variable.name === own && variable.multi),
      })),
    );
  useKeys("dashboard", [
    { keys: "n", label: "Not converted", run: () => setShowNotes((shown) => !shown) },
    { keys: "x", label: "Export", run: exportFile },
    { keys: "b", label: "All dashboards", run: goBack },
  ]);

  const edited = editing === null ? null : panelNamed(dashboard, editing);
  const told = notes.filter(({ level }) => level !== "look").length;
  return (
    <div className={screen.page}>
      <header className={cx(screen.header, styles.header)}>
        <Button variant="ghost" icon={ArrowLeft} aria-label="All dashboards" onPress={goBack} />
        <h1 title={dashboard.title}>{dashboard.title}</h1>
        {dashboard.description === "" ? null : <span className="fg3 clip">{dashboard.description}</span>}
        <div className={styles.actions}>
          {notes.length > 0 ? (
            <Button icon={TriangleAlert} aria-expanded={showNotes} onPress={() => setShowNotes(!showNotes)}>
              {told > 0 ? `${told} not converted` : "Looks not converted"}
            </Button>
          ) : null}
          {kept.length > 0 ? (
            <Button icon={Save} onPress={keepValues}>
              Keep these values
            </Button>
          ) : null}
          <Button icon={Download} onPress={exportFile}>
            Export
          </Button>
        </div>
      </header>
      <VariableBar
        dashboard={dashboard}
        evaluated={evaluated ?? []}
        sources={sources}
        sourceOf={(own) => sourceOf({ kind: "named", name: own }, values ?? new Map())}
        onVariable={(own, picked) => choose(withVariable(chosen, own, picked))}
        onSource={(own, source) => choose(withSource(chosen, own, source))}
      />
      <section
        className={styles.body}
        aria-label="Panels"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
      >
        {showNotes ? <NotesPanel notes={notes} onClose={() => setShowNotes(false)} /> : null}
        {problem !== null && rows === null ? (
          <EmptyState icon={LayoutDashboard} title="The variables cannot be evaluated">
            {problem}
          </EmptyState>
        ) : null}
        {rows === null ? (
          problem === null ? (
            <LoadingSkeleton label="Evaluating the variables" rows={8} />
          ) : null
        ) : rows.every(({ panels }) => panels.length === 0) ? (
          <EmptyState
            icon={LayoutDashboard}
            title="This dashboard has no panels"
            action={<Button onPress={goBack}>Show all dashboards</Button>}
          >
            {name}.json names none. Panels are added in Grafana, or in the file itself.
          </EmptyState>
        ) : (
          <Screen range={range}>
            <DashboardContextValue value={context}>
              <DashboardGrid rows={rows} />
            </DashboardContextValue>
          </Screen>
        )}
      </section>
      {edited ? (
        <EditPanelDialog
          key={`${edited.id} ${version}`}
          panel={edited}
          file={`${name}.json`}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </div>
  );
}

/** One crosshair for all charts; each panel brings a group of its own, so the screen's asks nothing. */
function Screen({
  range,
  children,
}: {
  readonly range: { readonly rangeMs: number };
  readonly children: React.ReactNode;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const nothing = usePanelGroup(null);
  return (
    <ChartScreen group={nothing} rangeMs={range.rangeMs} zone={zone}>
      {children}
    </ChartScreen>
  );
}

const localOnly: readonly string[] = ["local"];

/** The sources that a dashboard may ask, the default first. */
function useSources(): readonly string[] {
  // States change often, names seldom: panels ask anew for another list only.
  const names = sourcesStore(({ sources }) => sources?.map(({ name }) => name).join("\n"));
  return useMemo(() => (names === undefined ? localOnly : names.split("\n")), [names]);
}

function valuesOf(dashboard: Dashboard, evaluated: ReturnType<typeof useVariables>["variables"]): Values | null {
  if (!evaluated) return null;
  return new Map(
    dashboard.variables.flatMap((variable) => {
      const own = evaluated.find(({ name }) => name === variable.name);
      return own
        ? [
            [
              variable.name,
              scopedValue(variable, { ...own, choices: [...own.choices], chosen: [...own.chosen] }),
            ] as const,
          ]
        : [];
    }),
  );
}

function panelNamed(dashboard: Dashboard, id: string): DashboardPanel | null {
  return dashboard.rows.flatMap((row) => row.panels).find((panel) => panel.id === id) ?? null;
}
