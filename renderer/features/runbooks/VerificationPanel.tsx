import { useMemo } from "react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatDuration, formatSpan } from "../../../shared/domain/format/duration.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { ChartScreen } from "../../charts/ChartScreen.tsx";
import type { ChartSpec } from "../../charts/chartContent.ts";
import { LineChart } from "../../charts/LineChart.tsx";
import { usePanelGroup } from "../../charts/usePanelGroup.ts";
import { useNow } from "../../state/now.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import styles from "./runbooks.module.css";
import { figure, quantileWord } from "./words.ts";

const beforeMs = 5 * 60_000;
const afterMs = 60_000;
const stepMs = 5000;

/** The metric that has to recover: before, now, and since when it holds. */
export function VerificationPanel({ state }: { readonly state: DeepReadonly<RunState> }) {
  const { verification, verdict, phase } = state;
  const nowMs = useNow();
  if (!verification) {
    return (
      <Panel title="Verification">
        <p className={styles.note}>It only reads: there is nothing to verify.</p>
      </Panel>
    );
  }
  const badge =
    verdict === "passed" ? (
      <Badge tone="ok" status="ok">
        Passed
      </Badge>
    ) : verdict === "failed" ? (
      <Badge tone="critical" status="failed">
        Failed
      </Badge>
    ) : verdict === "inconclusive" ? (
      <Badge tone="neutral" status="unknown">
        Inconclusive
      </Badge>
    ) : phase === "ended" ? (
      <Badge tone="neutral">Not verified</Badge>
    ) : (
      <Badge tone="info" status={phase === "verifying" ? "running" : "waiting"}>
        {phase === "verifying" ? "Watching" : "Not yet"}
      </Badge>
    );
  return (
    <Panel title="Verification" controls={badge}>
      <ul className={styles.measured}>
        {verification.conditions.map(({ host, text, query, before, now, heldSinceMs }) => (
          <li key={`${host} ${text}`}>
            <div>
              <span className={styles.big}>
                {now?.value == null
                  ? before?.value == null
                    ? "none"
                    : figure(before.value, query)
                  : figure(now.value, query)}
              </span>
              {quantileWord(query) === null ? null : <span className="fg2"> {quantileWord(query)}</span>}
              {host === null ? null : <span className="fg3"> {host}</span>}
              <code>
                <PromqlText>{text}</PromqlText>
              </code>
              <span className="fg3 small">
                {before?.value == null ? "No value before" : `${figure(before.value, query)} before`}
                {heldSinceMs === null || phase === "ended"
                  ? ""
                  : `, holds for ${formatDuration((nowMs - heldSinceMs) / 1000)}`}
              </span>
            </div>
            <span className="fg3 small">for {formatSpan(verification.windowMs)}</span>
          </li>
        ))}
      </ul>
      <RecoveryChart state={state} />
    </Panel>
  );
}

function RecoveryChart({ state }: { readonly state: DeepReadonly<RunState> }) {
  const conditions = state.verification?.conditions ?? [];
  const [first] = conditions;
  const endMs = state.endedAtMs === null ? undefined : state.endedAtMs + afterMs;
  const rangeMs = (state.endedAtMs ?? Date.now()) - state.startedAtMs + beforeMs + (endMs === undefined ? 0 : afterMs);
  // A live range grows in steps, so that the question does not change every second.
  const range = Math.min(24 * 3_600_000, Math.ceil(rangeMs / 60_000) * 60_000);
  const asked = useMemo(
    () => ({
      queries: conditions
        .slice(0, 8)
        .map(({ query, source }, index) => ({ id: `verify ${index}`, expr: query, source })),
      rangeMs: range,
      stepMs,
      live: endMs === undefined,
      ...(endMs === undefined ? {} : { endMs }),
    }),
    [conditions, range, endMs],
  );
  const group = usePanelGroup(conditions.length === 0 ? null : asked);
  const names = conditions.map(({ host, title }) => host ?? title).join("\n");
  const query = first?.query ?? "";
  const spec = useMemo(() => chartOf(names.split("\n"), query), [names, query]);
  const thresholds = useMemo(
    () =>
      first
        ? [
            {
              value: first.threshold,
              label: `target ${figure(first.threshold, first.query)}`,
              severity: "neutral" as const,
            },
          ]
        : [],
    [first],
  );
  if (!first) return null;
  return (
    <div className={styles.chart}>
      <ChartScreen group={group} rangeMs={range} zone="utc">
        <LineChart spec={spec} thresholds={thresholds} absent="Nothing was measured around this run." />
      </ChartScreen>
    </div>
  );
}

function chartOf(names: readonly string[], query: string): ChartSpec {
  return {
    title: "Before and after",
    unitText: "",
    queries: names.map((_, index) => `verify ${index}`),
    y: { kind: "auto", min: 0, max: null },
    unit: 1,
    axisWidth: 44,
    tickText: (value) => figure(value, query),
    valueText: (value) => figure(value, query),
    line: (_series, queryId) => {
      const index = Number(queryId.split(" ")[1] ?? 0);
      return { key: queryId, label: names[index] ?? queryId, slot: (index % 8) + 1 };
    },
    headline: () => null,
  };
}
