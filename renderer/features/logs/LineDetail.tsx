import { Copy, Minus, Plus } from "lucide-react";
import { type LogLine, messageOf } from "../../../shared/domain/logs/model.ts";
import { PinButton } from "../../app/incidents/PinButton.tsx";
import { reportProblem } from "../../app/report.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatNumber } from "../../ui/format.ts";
import { showToast } from "../../ui/Toasts.tsx";
import styles from "./Logs.module.css";
import { clockWithMs } from "./LogTable.tsx";
import { pinnedLines } from "./pinnedLines.ts";

/** One record in full, with what it says of itself; each field can go into the filter. */
export function LineDetail({
  line,
  onFilter,
}: {
  readonly line: LogLine;
  readonly onFilter: (condition: string) => void;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const facts: readonly (readonly [name: string, value: string])[] = [
    ...(line.host === null ? [] : [["host", line.host] as const]),
    ["source", line.source],
    ["stream", line.stream],
    ...Object.entries(line.fields).sort(([a], [b]) => (a < b ? -1 : 1)),
  ];
  const copy = () =>
    void navigator.clipboard
      .writeText(line.text)
      .then(() => showToast({ status: "ok", title: "Line copied" }))
      .catch(reportProblem("The line was not copied"));
  return (
    <div className={styles.detail}>
      <div className={styles.detailHead}>
        <span className="mono">{clockWithMs(line.timeMs, zone)}</span>
        <PinButton what="the line" take={() => ({ lines: pinnedLines([line], "") })} />
        <Button size="sm" icon={Copy} onPress={copy}>
          Copy
        </Button>
      </div>
      <pre className={styles.whole}>{line.message === null ? line.text : messageOf(line)}</pre>
      {line.cutChars > 0 ? (
        <p className="fg3">{formatNumber(line.cutChars)} more characters were cut when it was read.</p>
      ) : null}
      <table className={styles.fields} aria-label="Fields">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td className="mono">{value}</td>
              <td className={styles.fieldActions}>
                <Button
                  variant="ghost"
                  icon={Plus}
                  aria-label={`Only ${name} ${value}`}
                  onPress={() => onFilter(`${name}=${quoted(value)}`)}
                />
                <Button
                  variant="ghost"
                  icon={Minus}
                  aria-label={`Without ${name} ${value}`}
                  onPress={() => onFilter(`${name}!=${quoted(value)}`)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function quoted(value: string): string {
  return /^[^\s"]+$/.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}
