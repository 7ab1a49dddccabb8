import { formatDuration } from "../format/duration.ts";
import type { IncidentEntry } from "./entry.ts";
import { entryMarkdown, runMarkdown } from "./entryMarkdown.ts";
import { incidentSpans } from "./impact.ts";
import { type Incident, incidentName } from "./incident.ts";
import { markdownText, utcTime } from "./markdownText.ts";

const newestNotes = 5;

/** What the next shift has to know, as Markdown: how it stands, what fires, what was done, what is left. */
export function handOverNote({
  incident,
  entries,
  firing,
  left,
  nowMs,
}: {
  readonly incident: Incident;
  readonly entries: readonly IncidentEntry[];
  /** Alerts of the incident that fire now, in words. */
  readonly firing: readonly string[];
  /** What is left to do, as who hands over says it. */
  readonly left: string;
  readonly nowMs: number;
}): string {
  const byTime = [...entries].sort((a, b) => a.atMs - b.atMs || a.id - b.id);
  const runs = byTime.flatMap(({ body }) => (body.kind === "run" ? [body] : []));
  const notes = byTime.filter(({ body }) => body.kind === "note").slice(-newestNotes);
  const { lastedMs, isOver } = incidentSpans(incident, nowMs);
  const lasted = `${isOver ? "lasted" : "for"} ${formatDuration(lastedMs / 1000)}`;
  return [
    `# Hand-over of ${incidentName(incident)}: ${markdownText(incident.title)}`,
    `${incident.severity}, ${incident.status}, since ${utcTime(incident.startedMs)} UTC, ${lasted}. Written ${utcTime(nowMs)} UTC.`,
    ...part("Fires now", firing, "Nothing of it fires."),
    ...part("Was done", runs.map(runMarkdown), "No runbook was run."),
    ...(notes.length === 0 ? [] : ["## Notes", notes.map(entryMarkdown).join("\n")]),
    "## Left to do",
    left.trim() === "" ? "Nothing was named." : left.trim(),
  ]
    .join("\n\n")
    .concat("\n");
}

function part(title: string, lines: readonly string[], none: string): readonly string[] {
  return [`## ${title}`, lines.length === 0 ? none : lines.map((line) => `- ${line}`).join("\n")];
}
