import {
  ChartLine,
  Eye,
  EyeOff,
  FileText,
  ListChecks,
  NotebookPen,
  Pencil,
  SquareFunction,
  Stethoscope,
} from "lucide-react";
import { useState } from "react";
import { formatValue } from "../../../shared/domain/format/units.ts";
import type { EntryBody, IncidentEntry, IncidentRun } from "../../../shared/domain/incident/entry.ts";
import { runOutcome } from "../../../shared/domain/incident/runFacts.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient } from "../../state/client.ts";
import { formatRoute, type Route } from "../../state/navigation.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { cx } from "../../ui/cx.ts";
import { eventLooks } from "../../ui/eventLooks.ts";
import { formatAge, formatClock } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { type Status, StatusIcon } from "../../ui/StatusIcon.tsx";
import { EditNote } from "./EditNote.tsx";
import styles from "./Incidents.module.css";
import { PinnedChartView } from "./PinnedChartView.tsx";

const icons = {
  note: NotebookPen,
  run: ListChecks,
  chart: ChartLine,
  query: SquareFunction,
  lines: FileText,
  diagnosis: Stethoscope,
} as const;

/** An entry of the timeline: when, what, and what can be done with it. */
export function EntryItem({
  incident,
  entry,
  isEdited,
}: {
  readonly incident: number;
  readonly entry: IncidentEntry;
  readonly isEdited: boolean;
}) {
  const { call } = useClient();
  const zone = settingsStore(({ clock }) => clock);
  const viewer = useViewer();
  const [editing, setEditing] = useState(false);
  const { id, atMs, by, leftOut, body } = entry;
  const severity = body.kind === "event" ? body.event.severity : "info";
  const leave = () =>
    call("incidents.leaveOut", { id: incident, entry: id, leftOut: !leftOut }).catch(
      reportProblem("The entry was not changed"),
    );
  return (
    <li className={cx(styles.entry, leftOut && styles.leftOut)}>
      <time className="mono fg3" dateTime={new Date(atMs).toISOString()}>
        {formatClock(atMs, zone)}
      </time>
      <span className={cx(styles.mark, severity === "info" ? "fg2" : severity)}>
        <Icon of={body.kind === "event" ? eventLooks[body.event.kind].icon : icons[body.kind]} size={12} />
        {severity === "info" ? null : <span className="visuallyHidden">{severity}: </span>}
      </span>
      <div className={styles.words}>
        {editing && body.kind === "note" ? (
          <EditNote incident={incident} entry={id} text={body.text} onClose={() => setEditing(false)} />
        ) : (
          <Told incident={incident} entry={id} body={body} />
        )}
      </div>
      <div className={styles.aside}>
        <span className="small fg3">
          {by ?? (body.kind === "event" ? body.event.origin : body.kind === "run" ? body.by : "")}
          {isEdited ? ", edited" : ""}
          {leftOut ? ", left out" : ""}
        </span>
        {viewer === null ? (
          <>
            {body.kind === "note" && !editing ? (
              <Button
                size="sm"
                variant="ghost"
                icon={Pencil}
                aria-label="Edit the note"
                onPress={() => setEditing(true)}
              />
            ) : null}
            <Button
              size="sm"
              variant="ghost"
              icon={leftOut ? EyeOff : Eye}
              aria-pressed={leftOut}
              aria-label="Leave out of the post-mortem"
              onPress={() => void leave()}
            />
          </>
        ) : null}
      </div>
    </li>
  );
}

function Told({
  incident,
  entry,
  body,
}: {
  readonly incident: number;
  readonly entry: number;
  readonly body: EntryBody;
}) {
  switch (body.kind) {
    case "event":
      return (
        <p>
          <span className="medium fg0">{body.event.title}</span> <span className="fg2">{body.event.text}</span>
        </p>
      );
    case "note":
      return <p className={styles.note}>{body.text}</p>;
    case "run":
      return <RunTold run={body} />;
    case "chart":
      return (
        <>
          <p>
            <span className="medium fg0">{body.title}</span>{" "}
            <a href={formatRoute(exploreRoute(body))} className="small">
              Explore
            </a>
          </p>
          <PinnedChartView incident={incident} entry={entry} chart={body} />
        </>
      );
    case "query":
      return (
        <>
          <p>
            <code className={styles.code}>{body.exprs.join("\n")}</code>{" "}
            <a href={formatRoute(exploreRoute(body))} className="small">
              Explore
            </a>
          </p>
          <ul className={styles.legend} aria-label="Values">
            {body.values.map(({ label, value }) => (
              <li key={label}>
                <span className="fg2">{label}</span>{" "}
                <span className="mono">{value === null ? "none" : formatValue(value, body.unit)}</span>
              </li>
            ))}
          </ul>
        </>
      );
    case "diagnosis":
      return (
        <ul className={styles.candidates} aria-label="Likely causes">
          {body.candidates.map(({ pattern, host, name, confidence, cause }) => (
            <li key={`${pattern} ${host}`}>
              <span className="medium fg0">{host === null ? name : `${name} on ${host}`}</span>{" "}
              <span className="mono">{confidence.toFixed(2)}</span> <span className="fg2">{cause}</span>
            </li>
          ))}
        </ul>
      );
    case "lines":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled, by keys too
        <pre className={styles.lines} tabIndex={0}>
          {body.lines.map(({ timeMs, host, text }) => `${timeMsText(timeMs)} ${host ?? ""} ${text}`).join("\n")}
        </pre>
      );
  }
}

const outcomeStatus: Readonly<Record<string, Status>> = {
  "at work": "running",
  verified: "ok",
  done: "ok",
  inconclusive: "unknown",
  interrupted: "unknown",
  "taken back": "info",
};

function RunTold({ run }: { readonly run: IncidentRun }) {
  const outcome = runOutcome(run);
  const took = run.endedAtMs === null ? "" : ` after ${formatAge(run.endedAtMs - run.startedAtMs)}`;
  return (
    <>
      <p>
        <a href={formatRoute({ page: "run", id: run.run })} className="medium">
          {run.title}
        </a>{" "}
        <span className="mono fg2">{run.targets.join(", ")}</span>
      </p>
      <p className={styles.outcome}>
        <StatusIcon status={outcomeStatus[outcome] ?? "failed"} />
        <span>
          {outcome}
          {took}
        </span>
        {run.condition === null ? null : (
          <span className="fg2">
            <code>{run.condition}</code>: {figure(run.before)} before, {figure(run.after)} after
          </span>
        )}
      </p>
    </>
  );
}

function figure(value: number | null): string {
  return value === null ? "none" : String(Number(value.toPrecision(4)));
}

function timeMsText(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 23);
}

function exploreRoute(asked: { readonly source: string; readonly exprs: readonly string[] } & Partial<Span>): Route {
  const params = new URLSearchParams();
  if (asked.source !== "local") params.set("source", asked.source);
  for (const expr of asked.exprs) params.append("q", expr);
  if (asked.fromMs !== undefined && asked.toMs !== undefined) {
    params.set("from", String(Math.round(asked.fromMs)));
    params.set("to", String(Math.round(asked.toMs)));
  }
  return { page: "explore", query: params.toString() };
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
