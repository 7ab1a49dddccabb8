import type { ReactNode } from "react";
import { formatValue } from "../../../shared/domain/format/units.ts";
import { verdictOf } from "../../../shared/domain/services/limits.ts";
import type { SignalId } from "../../../shared/domain/services/model.ts";
import type { ServiceState } from "../../state/servicesStore.ts";
import { environmentKindOf, workspaceStore } from "../../state/workspaceStore.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { EnvironmentTag } from "../../ui/EnvironmentTag.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Meter } from "../../ui/Meter.tsx";
import { Sparkline } from "../../ui/Sparkline.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import type { LayoutWidth } from "../../ui/useMediaQuery.ts";
import { None, Value } from "../../ui/Value.tsx";
import { BudgetLeft } from "./BudgetLeft.tsx";
import { moneyText } from "./moneyText.ts";
import styles from "./services.module.css";
import { changeText, firingText, lacksYesterday, rateText, serviceStatus, troubleText } from "./serviceWords.ts";

export interface ServiceRow {
  readonly state: ServiceState;
  readonly trouble: string | null;
}

export function serviceRow(state: ServiceState, nowMs: number): ServiceRow {
  return { state, trouble: troubleText(state, nowMs) };
}

export const rowKey = ({ state }: ServiceRow) => state.definition.name;

const seconds = (value: number) => formatValue(value, "seconds");

function toneOf(signal: SignalId, state: ServiceState) {
  const verdict = verdictOf(signal, state);
  return verdict === "ok" ? "neutral" : verdict;
}

/** A figure with its verdict; one that the service does not tell is a word. */
function figure({ state }: ServiceRow, signal: SignalId, format: (value: number) => ReactNode, unit?: string) {
  const value = state.signals[signal];
  if (value === undefined) return <None />;
  return (
    <Value tone={toneOf(signal, state)} {...(unit ? { unit } : {})}>
      {format(value)}
    </Value>
  );
}

function barred(ratio: number | null | undefined, tone: "neutral" | "warning" | "critical" = "neutral"): ReactNode {
  if (ratio === null || ratio === undefined) return <None />;
  return (
    <span className={styles.barred}>
      <Meter ratio={ratio} width={36} tone={tone === "neutral" ? "normal" : tone} />
      <span className={styles.figure}>
        <Value unit="%" tone={tone}>
          {Math.round(ratio * 100)}
        </Value>
      </span>
    </span>
  );
}

function Name({ row: { state, trouble } }: { readonly row: ServiceRow }) {
  const { status, word } = serviceStatus(state);
  return (
    <span className={styles.name}>
      <StatusIcon status={status} label={word} />
      <span className="mono medium fg0">{state.definition.name}</span>
      <span className="fg3 clip">{trouble ?? [state.kind, firingText(state)].filter(Boolean).join(", ")}</span>
    </span>
  );
}

function Environment({ name }: { readonly name: string | null }) {
  const kind = workspaceStore(({ workspace }) => environmentKindOf(workspace, name));
  return name && kind ? <EnvironmentTag kind={kind} name={name} /> : <None />;
}

/** The median, or the mean of a service that tells no more. */
function median(row: ServiceRow): ReactNode {
  const { p50, mean } = row.state.signals;
  if (p50 !== undefined || mean === undefined) return <span className="fg2">{figure(row, "p50", seconds)}</span>;
  return (
    <span className="fg2 nowrap">
      {seconds(mean)} <span className="fg3">mean</span>
    </span>
  );
}

function ready({ state: { targets } }: ServiceRow): ReactNode {
  if (targets.length === 0) return <None />;
  const up = targets.filter((target) => target.state === "up").length;
  return (
    <Value tone={up === targets.length ? "neutral" : up === 0 ? "critical" : "warning"} of={targets.length}>
      {up}
    </Value>
  );
}

function costOfRequest({ state: { cost } }: ServiceRow): ReactNode {
  return cost.kind === "known" && cost.perRequest !== null ? moneyText(cost.perRequest, cost.currency) : <None />;
}

function change({ state }: ServiceRow): ReactNode {
  if (state.change === null) return <None>{lacksYesterday(state) ? "no history" : undefined}</None>;
  return <span className={Math.abs(state.change) >= 0.2 ? "fg0" : "fg3"}>{changeText(state.change)}</span>;
}

const columns = {
  name: {
    id: "service",
    header: "Service",
    name: true,
    title: ({ state, trouble }) =>
      [state.definition.name, state.kind, trouble, ...new Set(state.alerts.map((alert) => alert.name))]
        .filter(Boolean)
        .join("\n"),
    cell: (row) => <Name row={row} />,
  },
  environment: {
    id: "environment",
    header: "Env",
    width: 76,
    cell: ({ state }) => <Environment name={state.definition.environment} />,
  },
  requests: {
    id: "requests",
    header: "Req/s",
    width: 68,
    numeric: true,
    cell: (row) => figure(row, "requests", rateText),
  },
  change: {
    id: "change",
    header: "Change",
    width: 76,
    numeric: true,
    title: ({ state }) => (lacksYesterday(state) ? "No requests are known of the same hour yesterday" : ""),
    cell: change,
  },
  errors: {
    id: "errors",
    header: "Error %",
    width: 64,
    numeric: true,
    cell: (row) => figure(row, "errorRatio", (ratio) => formatNumber(ratio * 100, 2)),
  },
  p50: { id: "p50", header: "p50", width: 98, numeric: true, cell: median },
  p95: {
    id: "p95",
    header: "p95",
    width: 68,
    numeric: true,
    cell: (row) => <span className="fg2">{figure(row, "p95", seconds)}</span>,
  },
  p99: { id: "p99", header: "p99", width: 68, numeric: true, cell: (row) => figure(row, "p99", seconds) },
  history: {
    id: "history",
    header: "p99, 1 h",
    width: 96,
    tight: true,
    cell: ({ state }) =>
      state.latencyHistory.some(Number.isFinite) ? (
        <Sparkline
          values={state.latencyHistory}
          width={88}
          height={20}
          floor="least"
          area
          tone={toneOf("p99", state)}
        />
      ) : (
        <None />
      ),
  },
  waiting: {
    id: "waiting",
    header: "Queue",
    width: 60,
    numeric: true,
    cell: (row) => figure(row, "waiting", (count) => formatNumber(Math.round(count))),
  },
  running: {
    id: "running",
    header: "Running",
    width: 68,
    numeric: true,
    cell: (row) => figure(row, "running", (count) => formatNumber(Math.round(count))),
  },
  kvCache: {
    id: "kvCache",
    header: "KV cache",
    width: 98,
    numeric: true,
    cell: ({ state }) => barred(state.signals.kvCache, toneOf("kvCache", state)),
  },
  tokens: {
    id: "tokens",
    header: "Tokens/s",
    width: 72,
    numeric: true,
    cell: (row) => figure(row, "generationTokens", (rate) => formatNumber(Math.round(rate))),
  },
  promptTokens: {
    id: "promptTokens",
    header: "Prompt/s",
    width: 76,
    numeric: true,
    cell: (row) => figure(row, "promptTokens", (rate) => formatNumber(Math.round(rate))),
  },
  cost: { id: "cost", header: "A request", width: 84, numeric: true, cell: costOfRequest },
  budget: {
    id: "budget",
    header: "SLO left",
    width: 76,
    numeric: true,
    cell: ({ state }) => <BudgetLeft service={state.definition.name} />,
  },
  ready: { id: "ready", header: "Ready", width: 64, numeric: true, cell: ready },
  gpus: {
    id: "gpus",
    header: "GPU util",
    width: 100,
    numeric: true,
    cell: ({ state }) => barred(state.gpus.utilizationRatio),
  },
} satisfies Readonly<Record<string, Column<ServiceRow>>>;

/** In the order in which they stand. */
const all: readonly Column<ServiceRow>[] = Object.values(columns);

/** The columns that may be shown or not. */
export const columnChoices: readonly { readonly id: string; readonly label: string }[] = all
  .filter((column) => column !== columns.name)
  .map(({ id, header }) => ({ id, label: String(header) }));

/** `beside`: a normal screen with a column to the right of the table. */
type TableRoom = LayoutWidth | "beside";

/** Narrow screens have no room for these, normal ones for the environment, which the top bar tells too, and for budgets. */
const roomFor: Readonly<Record<TableRoom, (id: string) => boolean>> = {
  narrow: (id) =>
    !["environment", "budget", "change", "p50", "history", "tokens", "promptTokens", "running", "cost"].includes(id),
  beside: (id) => !["environment", "budget", "tokens"].includes(id),
  normal: (id) => !["environment", "budget"].includes(id),
  wide: () => true,
};

/** The columns that are wanted, as far as there is room for them. */
export function serviceColumns(room: TableRoom, hidden: readonly string[]): readonly Column<ServiceRow>[] {
  return all.filter(({ id }) => roomFor[room](id) && !hidden.includes(id));
}
