import { formatDuration } from "../format/duration.ts";
import { formatValue } from "../format/units.ts";
import type { IncidentEntry, IncidentRun, PinnedDiagnosis } from "./entry.ts";
import { markdownCode, markdownText, utcTime } from "./markdownText.ts";
import type { TimelineItem } from "./repeats.ts";
import { runOutcome } from "./runFacts.ts";

const indent = "  ";

/** An entry as an item of a list: its time, what happened, and below it what it holds. */
export function entryMarkdown(entry: IncidentEntry): string {
  const [head, ...below] = linesOf(entry);
  return [`- **${utcTime(entry.atMs)}** ${head}`, ...below].join("\n");
}

/** The same of an item of the timeline: an alert that fired again and again is a line of its own. */
export function itemMarkdown(item: TimelineItem): string {
  if (item.kind === "entry") return entryMarkdown(item.entry);
  const { name, fired, places, fromMs, toMs } = item;
  const where = places.length === 0 ? "" : `: ${places.map(markdownText).join(", ")}`;
  return `- **${utcTime(fromMs)}** ${markdownText(name)} fired ${fired} times until ${utcTime(toMs).slice(11)}${where}`;
}

function linesOf(entry: IncidentEntry): readonly string[] {
  const { body } = entry;
  switch (body.kind) {
    case "event": {
      const { title, text, origin } = body.event;
      return [`${markdownText(title)}: ${markdownText(text)} (${markdownText(origin)})`];
    }
    case "note": {
      const [first = "", ...more] = body.text.split("\n");
      return [`${markdownText(entry.by ?? "")}: ${first}`, ...more.map((line) => `${indent}${line}`)];
    }
    case "run":
      return [runMarkdown(body)];
    case "chart":
      return [
        `${markdownText(body.title)}, ${utcTime(body.fromMs)} to ${utcTime(body.toMs).slice(11)}${pinnedBy(entry)}`,
        ...(entry.hasPicture ? ["", `${indent}![${markdownText(body.title)}](${pictureName(entry)})`, ""] : []),
        markdownCode(body.exprs.join("\n"), indent),
      ];
    case "query":
      return [
        `Asked of ${body.source === "local" ? "this console" : markdownText(body.source)}${pinnedBy(entry)}`,
        markdownCode(body.exprs.join("\n"), indent),
        ...body.values.map(
          ({ label, value }) =>
            `${indent}- ${markdownText(label)}: ${value === null ? "none" : formatValue(value, body.unit)}`,
        ),
      ];
    case "diagnosis":
      return [
        `Diagnosis${pinnedBy(entry)}`,
        ...body.candidates.map((candidate) => `${indent}- ${candidateMarkdown(candidate)}`),
      ];
    case "lines":
      return [
        `${body.lines.length === 1 ? "Log line" : `${body.lines.length} log lines`}${pinnedBy(entry)}`,
        markdownCode(
          body.lines
            .map(({ timeMs, host, text }) => `${utcTime(timeMs)} ${host === null ? "" : `${host} `}${text}`)
            .join("\n"),
          indent,
        ),
      ];
  }
}

/** `KV cache saturation, 0.91: ...; for it: KV cache above 95 % (98.7 %); against it: ...` */
function candidateMarkdown({ name, host, confidence, cause, symptoms }: PinnedDiagnosis["candidates"][number]): string {
  const told = (counts: "for" | "against") =>
    symptoms
      .filter((one) => one.state === "holds" && one.counts === counts)
      .map(({ title, text }) => `${markdownText(title)} (${markdownText(text)})`)
      .join(", ");
  const [speaking, contrary] = [told("for"), told("against")];
  return [
    `${markdownText(name)}${host === null ? "" : ` on ${markdownText(host)}`}, ${confidence.toFixed(2)}: ${markdownText(cause)}`,
    ...(speaking === "" ? [] : [`for it: ${speaking}`]),
    ...(contrary === "" ? [] : [`against it: ${contrary}`]),
  ].join("; ");
}

function pinnedBy({ by }: IncidentEntry): string {
  return by === null ? "" : `, pinned by ${markdownText(by)}`;
}

/** What was run, where, by whom, and what the metric said. */
export function runMarkdown(run: IncidentRun): string {
  const { title, targets, by, startedAtMs, endedAtMs, condition, before, after } = run;
  const took = endedAtMs === null ? "" : ` after ${formatDuration((endedAtMs - startedAtMs) / 1000)}`;
  const measured =
    condition === null ? "" : `; ${markdownText(condition)}: ${figure(before)} before, ${figure(after)} after`;
  const where = targets.length > mostNamed ? `${targets.length} targets` : targets.join(", ");
  return `Runbook ${markdownText(title)} on ${markdownText(where)} by ${markdownText(by)}: ${runOutcome(run)}${took}${measured}`;
}

const mostNamed = 8;

function figure(value: number | null): string {
  return value === null ? "none" : String(Number(value.toPrecision(4)));
}

/** Where the picture of a pin stands beside the post-mortem: `pictures/12-p99-latency.png`. */
export function pictureName({ id, body }: Pick<IncidentEntry, "id" | "body">): string {
  const title = body.kind === "chart" ? body.title : body.kind;
  const word = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60);
  return `pictures/${[id, word].filter((part) => part !== "").join("-")}.png`;
}
