import { RotateCw } from "lucide-react";
import { settingsStore } from "../../state/settingsStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatClock, formatNumber } from "../../ui/format.ts";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import type { LogGap, LogProblem, LogSnapshot } from "./LogStore.ts";
import styles from "./Logs.module.css";

const mostShown = 2;

/** What is missing from the lines, and what can be done about it. */
export function Notices({
  snapshot,
  onReadGap,
}: {
  readonly snapshot: LogSnapshot;
  readonly onReadGap: (gap: LogGap) => void;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const { problems, gaps, appliedHere } = snapshot;
  if (problems.length === 0 && gaps.length === 0 && appliedHere.length === 0) return null;
  return (
    <ul className={styles.notices} aria-label="What is missing">
      {problems.slice(0, mostShown).map((problem) => (
        <li key={problemText(problem)}>
          <StatusIcon status="warning" size={12} label="Not read" />
          <span className="clip" title={problemText(problem)}>
            {problemText(problem)}
          </span>
        </li>
      ))}
      {problems.length > mostShown ? (
        <li title={problems.slice(mostShown).map(problemText).join("\n")}>
          and {problems.length - mostShown} more that could not be read
        </li>
      ) : null}
      {gaps.slice(0, mostShown).map((gap) => (
        <li key={`${gap.source} ${gap.host} ${gap.stream} ${gap.fromMs}`}>
          <StatusIcon status="warning" size={12} label="Gap" />
          <span className="clip" title={gap.reason}>
            {missingText(gap)} of {gap.host ?? gap.source} {gap.stream} between {formatClock(gap.fromMs, zone)} and{" "}
            {formatClock(gap.toMs, zone)}: {gap.reason}
          </span>
          <Button size="sm" icon={RotateCw} onPress={() => onReadGap(gap)}>
            Read again
          </Button>
        </li>
      ))}
      {appliedHere.length > 0 ? (
        <li className="fg3">Applied here, not by the source: {appliedHere.join(" ")}</li>
      ) : null}
    </ul>
  );
}

export function problemText({ source, where, message }: LogProblem): string {
  const place = where === "" ? (source === "hosts" ? "" : source) : where;
  // A server's own words come with its name.
  return place === "" || message.startsWith(`${place} `) || message.startsWith(`${place}:`)
    ? message
    : `${place}: ${message}`;
}

function missingText({ missing }: LogGap): string {
  return missing === null ? "An unknown part" : `${formatNumber(missing.count)} ${missing.unit}`;
}
