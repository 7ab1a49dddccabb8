import { X } from "lucide-react";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { ImportNote } from "../../../shared/domain/dashboards/notes.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import styles from "./DashboardPage.module.css";

const levels = {
  lost: { status: "warning", word: "Not shown" },
  changed: { status: "info", word: "Shown otherwise" },
  look: { status: "unknown", word: "Looks only" },
} as const;

/** What could not be converted: which panels, why, and what to do about it. */
export function NotesPanel({
  notes,
  onClose,
}: {
  readonly notes: DeepReadonly<ImportNote[]>;
  readonly onClose: () => void;
}) {
  return (
    <Panel
      title="Not converted"
      count={notes.length}
      className={styles.notes ?? ""}
      controls={<Button variant="ghost" size="sm" icon={X} aria-label="Close the list" onPress={onClose} />}
    >
      <table aria-label="Not converted">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">Why</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {notes.map(({ level, what, why, advice, panels }) => (
            <tr key={`${level} ${what} ${why}`}>
              <th scope="row">
                <span className="row">
                  <StatusIcon status={levels[level].status} size={12} label={levels[level].word} />
                  {what}
                </span>
              </th>
              <td>{whereOf(panels.map(({ title }) => title))}</td>
              <td>{why}</td>
              <td>{advice}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const mostNamed = 4;

function whereOf(titles: readonly string[]): string {
  if (titles.length === 0) return "the dashboard";
  const named = titles.slice(0, mostNamed).join(", ");
  return titles.length > mostNamed ? `${named} and ${titles.length - mostNamed} more` : named;
}
