import { Panel } from "../../../ui/Panel.tsx";
import { StatusText } from "../../../ui/StatusIcon.tsx";
import type { RulesItem } from "./ruleRows.ts";
import styles from "./rules.module.css";

/** What is wrong in rule files, and the servers that do not tell their rules now; nothing when all is well. */
export function RuleProblems({ item }: { readonly item: RulesItem }) {
  const silent = item.servers.filter(({ problem }) => problem !== null);
  const count = item.problems.length + silent.length;
  if (count === 0) return null;
  return (
    <Panel
      title="Problems"
      count={count}
      className={styles.problems ?? ""}
      lead={
        item.problems.length > 0 ? (
          <StatusText status="warning">No rule of a file with problems is evaluated</StatusText>
        ) : null
      }
    >
      <ul>
        {silent.map(({ name, problem }) => (
          <li key={name}>
            <span className="mono">{name}</span> does not tell its rules now, those it told before are still listed:{" "}
            {problem}
          </li>
        ))}
        {item.problems.map(({ file, line, column, message }) => (
          <li key={`${file} ${line} ${column} ${message}`}>
            <span className="mono">{`${file}:${line}:${column}`}</span> {message}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
