import { formatDuration } from "../format/duration.ts";
import type { IncidentEntry, IncidentRun } from "./entry.ts";
import { itemMarkdown, runMarkdown } from "./entryMarkdown.ts";
import { type BudgetSpent, incidentSpans, type ServiceTraffic } from "./impact.ts";
import { type Incident, incidentName } from "./incident.ts";
import { count, markdownText, utcTime } from "./markdownText.ts";
import { foldRepeats } from "./repeats.ts";

export interface PostMortemFacts {
  readonly incident: Incident;
  readonly entries: readonly IncidentEntry[];
  readonly traffic: readonly ServiceTraffic[];
  readonly budget: readonly BudgetSpent[];
  readonly nowMs: number;
}

/** The post-mortem as Markdown: what is known is written down, and what people have to write is asked for. */
export function postMortem(facts: PostMortemFacts): string {
  const { incident, entries } = facts;
  const told = [...entries].filter(({ leftOut }) => !leftOut).sort((a, b) => a.atMs - b.atMs || a.id - b.id);
  const runs = told.flatMap(({ body }) => (body.kind === "run" ? [body] : []));
  return [
    `# ${incidentName(incident)}: ${markdownText(incident.title)}`,
    [
      `Severity ${incident.severity}, ${incident.status}. Opened by ${markdownText(incident.openedBy)}. All times are UTC.`,
      ...named("Services", incident.services),
      ...named("Hosts", incident.hosts),
    ].join("\n"),
    "## Summary",
    written(incident.summary, "what happened, in three sentences."),
    "## Impact",
    impactLines(facts).join("\n"),
    "## Detection and recovery",
    recoveryLines(facts).join("\n"),
    "## Timeline",
    told.length === 0 ? "Nothing was written down." : foldRepeats(told).map(itemMarkdown).join("\n"),
    "## What worked",
    helped(runs),
    written(incident.whatWorked, "what helped, and what was lucky."),
    ...tried(runs),
    "## Actions to take",
    actionLines(incident.actions),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function named(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : ["", `${what}: ${names.map(markdownText).join(", ")}`];
}

/** What a person still has to write says so, and is no text of the post-mortem. */
function written(text: string, wanted: string): string {
  return text.trim() === "" ? `*To be written: ${wanted}*` : text.trim();
}

function impactLines({ incident, traffic, budget, nowMs }: PostMortemFacts): readonly string[] {
  const { lastedMs, isOver } = incidentSpans(incident, nowMs);
  return [
    `- ${formatDuration(lastedMs / 1000)}${isOver ? "" : " so far"}, from ${utcTime(incident.startedMs)} to ${
      incident.mitigatedMs === null ? "now" : utcTime(incident.mitigatedMs)
    }`,
    ...traffic.map((one) => `- ${markdownText(one.service)}: ${trafficText(one)}`),
    ...budget.map((one) => `- ${markdownText(one.service)}, ${markdownText(one.slo)}: ${budgetText(one)}`),
  ];
}

/** `120,331 requests, 3,204 of them failed (2.66 %)`, and how much of the time that is known of. */
export function trafficText({ requests, failed, measured }: ServiceTraffic): string {
  if (requests === null) return "requests were not measured";
  const share = requests === 0 || failed === null ? "" : ` (${percent(failed / requests)})`;
  const lost = failed === null ? "failed ones were not measured" : `${count(failed)} of them failed${share}`;
  const known = measured < fullyMeasured ? `, measured for ${percent(measured)} of the time` : "";
  return `${count(requests)} requests, ${lost}${known}`;
}

export function budgetText({ spent, left }: BudgetSpent): string {
  return `${percent(spent)} of the error budget was spent, ${left < 0 ? "nothing" : percent(left)} was left`;
}

const fullyMeasured = 0.99;

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function recoveryLines({ incident }: PostMortemFacts): readonly string[] {
  const { startedMs, detectedMs, mitigatedMs, resolvedMs } = incident;
  const row = (what: string, atMs: number | null) =>
    atMs === null
      ? `| ${what} | not yet | |`
      : `| ${what} | ${utcTime(atMs)} | ${formatDuration((atMs - startedMs) / 1000)} |`;
  return [
    "| | Time | After it began |",
    "| --- | --- | --- |",
    `| Began | ${utcTime(startedMs)} | |`,
    row("Detected", detectedMs),
    row("Mitigated", mitigatedMs),
    row("Resolved", resolvedMs),
  ];
}

function isVerified({ verdict, takenBack }: IncidentRun): boolean {
  return verdict === "passed" && !takenBack;
}

function helped(runs: readonly IncidentRun[]): string {
  return runs
    .filter(isVerified)
    .map((run) => `- ${runMarkdown(run)}`)
    .join("\n");
}

function tried(runs: readonly IncidentRun[]): readonly string[] {
  const others = runs.filter((run) => !isVerified(run));
  return others.length === 0 ? [] : ["## What was tried", others.map((run) => `- ${runMarkdown(run)}`).join("\n")];
}

/** A line each; those that are written as tasks already stay as they are. */
function actionLines(actions: string): string {
  const lines = actions.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
  if (lines.length === 0) return "*To be written: what will be done so that it does not happen again, and by whom.*";
  return lines
    .map((line) => `- [${/^[-*] \[x\]/i.test(line) ? "x" : " "}] ${line.replace(/^[-*] (\[.\] )?/, "")}`)
    .join("\n");
}
