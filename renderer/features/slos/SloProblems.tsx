import type { SlosStore } from "../../state/slosStore.ts";
import { Panel } from "../../ui/Panel.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import styles from "./slos.module.css";

/** What is wrong in SLO files; nothing when all is well. */
export function SloProblems({ problems }: Pick<SlosStore, "problems">) {
  if (problems.length === 0) return null;
  return (
    <Panel
      title="Problems"
      count={problems.length}
      scroll
      reading
      className={styles.problems ?? ""}
      lead={<StatusText status="warning">No SLO of a file with problems is counted</StatusText>}
    >
      <ul>
        {problems.map(({ file, line, column, message }) => (
          <li key={`${file} ${line} ${column} ${message}`}>
            <span className="mono">{`slos/${file}:${line}:${column}`}</span> {message}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
