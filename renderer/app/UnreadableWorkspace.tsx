import { statusStore } from "../state/statusStore.ts";
import type { Workspace } from "../state/workspaceStore.ts";
import { Panel } from "../ui/Panel.tsx";
import { StatusIcon } from "../ui/StatusIcon.tsx";
import styles from "./UnreadableWorkspace.module.css";

/** Instead of every screen: a workspace that is there is neither set up anew nor guessed at. Gone as soon as the file is right. */
export function UnreadableWorkspace({ problems }: Pick<Workspace, "problems">) {
  const folder = statusStore((state) => state.info?.workspaceFolder);
  return (
    <main className={styles.page}>
      <Panel title="The workspace cannot be read" count="no host is watched" className={styles.box ?? ""}>
        <div className={styles.text} role="alert">
          <p>
            Correct <code>{folder ? `${folder}/` : ""}midwatch.yaml</code> in your editor. Midwatch reads it again as
            soon as it is saved, and writes nothing to it until then.
          </p>
          <ul className={styles.problems}>
            {problems.map(({ file, line, column, message }) => (
              <li key={`${file}:${line}:${column} ${message}`}>
                <StatusIcon status="critical" label="Problem" />
                <span>
                  <code className="fg0">
                    {file}:{line}:{column}
                  </code>{" "}
                  {message}
                </span>
              </li>
            ))}
          </ul>
        </div>
      </Panel>
    </main>
  );
}
