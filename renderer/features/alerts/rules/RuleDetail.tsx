import { ChartLine, History } from "lucide-react";
import { useState } from "react";
import { formatDurationMs } from "../../../../shared/domain/promql/numberLiteral.ts";
import { alertGroupName } from "../../../../shared/domain/slo/sloRules.ts";
import { formatRoute, navigate } from "../../../state/navigation.ts";
import { slosStore } from "../../../state/slosStore.ts";
import { Button } from "../../../ui/Button.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { PromqlText } from "../../../ui/PromqlText.tsx";
import { RuleHistoryDialog } from "./RuleHistoryDialog.tsx";
import type { RuleRow } from "./ruleRows.ts";
import styles from "./rules.module.css";

/** One rule: what it asks, where it is written, why it fails, and ways on. */
export function RuleDetail({ rule }: { readonly rule: RuleRow }) {
  const [listing, setListing] = useState(false);
  const { name, kind, expr, problem, source, file, line, group, intervalMs } = rule;
  const slo = slosStore(({ slos }) => slos?.find(({ id }) => source === "local" && group === alertGroupName(id)));
  return (
    <Panel
      title={name}
      className={styles.detail ?? ""}
      count={kind === "record" ? "recording rule" : "alerting rule"}
      controls={
        <>
          {kind === "alert" ? (
            <Button size="sm" icon={History} onPress={() => setListing(true)}>
              History
            </Button>
          ) : null}
          <Button size="sm" icon={ChartLine} onPress={() => explore(source, expr)}>
            Explore
          </Button>
        </>
      }
    >
      <dl className={styles.facts}>
        <dt>Expression</dt>
        <dd className="mono">
          <PromqlText>{expr}</PromqlText>
        </dd>
        {problem === null ? null : (
          <>
            <dt>Last error</dt>
            <dd className="critical">{problem}</dd>
          </>
        )}
        <dt>Written in</dt>
        <dd>
          <span className="mono">{line === null ? file : `${file}:${line}`}</span>, group {group}, every{" "}
          {formatDurationMs(intervalMs)}
        </dd>
        {slo ? (
          <>
            <dt>SLO</dt>
            <dd>
              <a href={formatRoute({ page: "slos", query: new URLSearchParams({ id: slo.id }).toString() })}>
                {`${slo.service} ${slo.name}`}
              </a>
            </dd>
          </>
        ) : null}
      </dl>
      {listing ? <RuleHistoryDialog source={source} rule={name} onClose={() => setListing(false)} /> : null}
    </Panel>
  );
}

/** The expression, asked of whoever evaluates it. */
function explore(source: string, expr: string): void {
  const params = new URLSearchParams();
  if (source !== "local") params.set("source", source);
  params.set("q", expr);
  navigate({ page: "explore", query: params.toString() });
}
