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
import styles from "./services.module.css";
import { changeText, rateText, serviceStatus, troubleText } from "./serviceWords.ts";

export interface ServiceRow {
  readonly state: ServiceState;
  readonly trouble: string | null;
}

export function serviceRow(state: ServiceState, nowMs: number): ServiceRow {
  return { state, trouble: troubleText(state, nowMs) };
}

export const rowKey = ({ state }: ServiceRow) => state.definition.name;

const seconds = (value: number) => formatValue(value, "seconds");

/** A figure with its verdict; one that the service does not tell is a word. */
function figure({ state }: ServiceRow, signal: SignalId, format: (value: number) => ReactNode, unit?: string) {
  const value = state.signals[signal];
  if (value === undefined) return <None />;
  const verdict = verdictOf(signal, value);
  return (
    <Value tone={verdict === "ok" ? "neutral" : verdict} {...(unit ? { unit } : {})}>
      {format(value)}
    </Value>
  );
}

function barred(ratio: number | null | undefined, verdict: "ok" | "warning" | "critical" = "ok"): ReactNode {
  if (ratio === null || ratio === undefined) return <None />;
  return (
    <span className={styles.barred}>
      <Meter ratio={ratio} width={36} tone={verdict === "ok" ? "normal" : verdict} />
      <span className={styles.figure}>
        <Value unit="%" tone={verdict === "ok" ? "neutral" : verdict}>
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
      <span className="fg3 clip">{trouble ?? state.kind ?? ""}</span>
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

function change({ state }: ServiceRow): ReactNode {
  if (state.change === null) return <None />;
  return <span className={Math.abs(state.change) >= 0.2 ? "fg0" : "fg3"}>{changeText(state.change)}</span>;
}

const columns = {
  name: {
    id: "service",
    header: "Service",
    name: true,
    title: ({ state, trouble }) => [state.definition.name, state.kind, trouble].filter(Boolean).join(": "),
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
  change: { id: "change", header: "Change", width: 64, numeric: true, cell: change },
  errors: {
    id: "errors",
    header: "Error %",
    width: 64,
    numeric: true,
    cell: (row) => figure(row, "errorRatio", (ratio) => formatNumber(ratio * 100, 2)),
  },
  p50: { id: "p50", header: "p50", width: 108, numeric: true, cell: median },
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
        <Sparkline values={state.latencyHistory} width={88} height={20} floor="least" area />
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
  kvCache: {
    id: "kvCache",
    header: "KV cache",
    width: 104,
    numeric: true,
    cell: ({ state }) => barred(state.signals.kvCache, verdictOf("kvCache", state.signals.kvCache)),
  },
  tokens: {
    id: "tokens",
    header: "Tokens/s",
    width: 72,
    numeric: true,
    cell: (row) => figure(row, "generationTokens", (rate) => formatNumber(Math.round(rate))),
  },
  ready: { id: "ready", header: "Ready", width: 72, numeric: true, cell: ready },
  gpus: {
    id: "gpus",
    header: "GPU util",
    width: 108,
    numeric: true,
    cell: ({ state }) => barred(state.gpus.utilizationRatio),
  },
} satisfies Readonly<Record<string, Column<ServiceRow>>>;

const { name, environment, requests, errors, p50, p95, p99, history, waiting, kvCache, tokens, gpus } = columns;

/** As many as there is room for; the rest is on the service's own page. */
export const serviceColumns: Readonly<Record<LayoutWidth, readonly Column<ServiceRow>[]>> = {
  narrow: [name, requests, errors, p95, p99, waiting, kvCache, columns.ready, gpus],
  normal: [
    ...[name, requests, columns.change, errors, p50, p95, p99, history],
    ...[waiting, kvCache, tokens, columns.ready, gpus],
  ],
  wide: [
    ...[name, environment, requests, columns.change, errors, p50, p95, p99, history],
    ...[waiting, kvCache, tokens, columns.ready, gpus],
  ],
};
