import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatSpan } from "../../../shared/domain/format/duration.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";
import { Panel } from "../../ui/Panel.tsx";
import { PromqlText } from "../../ui/PromqlText.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./runbooks.module.css";
import { figure } from "./words.ts";

/** What has to hold all the while, and its value now. */
export function GuardsPanel({ guards }: { readonly guards: DeepReadonly<RunState>["guards"] }) {
  return (
    <Panel title="Guards" count="every 5 s">
      {guards.length === 0 ? (
        <p className={styles.note}>This runbook has none.</p>
      ) : (
        <ul className={styles.rows}>
          {guards.map(({ title, host, text, now, forMs, brokenSinceMs }) => (
            <li key={`${title} ${host}`}>
              <StatusIcon
                status={
                  now === null
                    ? "waiting"
                    : brokenSinceMs === null
                      ? "ok"
                      : now.outcome === "missing"
                        ? "unknown"
                        : "warning"
                }
                label={now === null ? "Not asked yet" : brokenSinceMs === null ? "Holds" : "Broken"}
              />
              <div>
                <strong>{title}</strong>
                {host === null ? null : <span className="fg3"> {host}</span>}
                <code>
                  <PromqlText>{text}</PromqlText>
                </code>
                <span className="fg3 small">Stops the run when broken for {formatSpan(forMs)}</span>
              </div>
              <span className={styles.figure}>{now?.value == null ? "none" : figure(now.value, text)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
