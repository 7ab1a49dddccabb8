import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useReducer,
  useState,
} from "react";
import type { PanelGroup } from "../../charts/PanelGroup.ts";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { hostNowMs } from "../../state/now.ts";
import { Sparkline } from "../../ui/Sparkline.tsx";
import { None } from "../../ui/Value.tsx";
import { firingSteps, type HistoryQuery, historyMs, historyQuery, historyStepMs, measuredValues } from "./lastHour.ts";

interface Histories {
  readonly group: PanelGroup;
  /** Asks for it from now on. */
  readonly want: (query: HistoryQuery) => void;
}

const Context = createContext<Histories | null>(null);

/** As many as one stream takes; rows further up are asked for again when they come back. */
const mostQueries = 32;

/** Asks what the rules of the rows in sight measured: once for each rule. */
export function AlertHistories({ children }: { readonly children: ReactNode }) {
  const [queries, setQueries] = useState<readonly HistoryQuery[]>([]);
  const group = usePanelGroup(
    queries.length === 0 ? null : { queries: [...queries], rangeMs: historyMs, stepMs: historyStepMs, live: true },
  );
  const want = useCallback(
    (query: HistoryQuery) =>
      setQueries((known) => (known.some(({ id }) => id === query.id) ? known : [...known, query].slice(-mostQueries))),
    [],
  );
  const histories = useMemo(() => ({ group, want }), [group, want]);
  return <Context value={histories}>{children}</Context>;
}

/** The last hour of an alert: what its rule measured, against its limit, or that it measured nothing. Without a rule, since when it fires. */
export function LastHour({ alert }: { readonly alert: Alert }) {
  const query = useMemo(() => historyQuery(alert), [alert]);
  if (query) return <Measured alert={alert} query={query} />;
  return <Sparkline values={firingSteps(alert.sinceMs, hostNowMs())} floor="zero" {...looksOf(alert)} />;
}

function Measured({ alert, query }: { readonly alert: Alert; readonly query: HistoryQuery }) {
  const histories = useContext(Context);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    histories?.want(query);
  }, [histories, query]);
  useEffect(() => {
    const subscription = histories?.group.onUpdate(redraw);
    return () => subscription?.dispose();
  }, [histories]);

  const state = histories?.group.state(query.id) ?? null;
  // Nothing is known before the answer, and a blank says so.
  if (state === null || state.kind === "loading") return null;
  const measured = measuredValues(alert, state);
  if (!measured?.some(Number.isFinite)) return <None />;
  return <Sparkline values={measured} floor="least" limit={alert.limit} {...looksOf(alert)} />;
}

function looksOf({ severity }: Alert) {
  return { width: 80, height: 20, tone: severity === "none" ? "neutral" : severity, area: true } as const;
}
