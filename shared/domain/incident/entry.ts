import { z } from "zod";
import { diagnosisReport } from "../diagnosis/report.ts";
import { fleetEvent } from "../events/fleetEvent.ts";
import { units } from "../format/units.ts";
import { logLine } from "../logs/model.ts";
import { runState } from "../runbook/runState.ts";

const exprs = z.array(z.string().max(10_000)).min(1).max(20).readonly();
const label = z.string().max(500);
const title = z.string().trim().min(1).max(200);

/** A chart as it was drawn: what was asked, and the lines; their samples are kept beside it, see `chartColumns`. */
export const pinnedChart = z.object({
  kind: z.literal("chart"),
  title,
  unit: z.enum(units),
  /** The axis goes from 0 to 1. */
  whole: z.boolean(),
  /** Where it was asked: `local`, or the workspace's name of a server. */
  source: z.string().max(200),
  exprs,
  fromMs: z.number(),
  toMs: z.number(),
  limits: z
    .array(z.object({ value: z.number(), label }).readonly())
    .max(20)
    .readonly(),
  /** `slot` 1 to 8 is the colour. */
  lines: z
    .array(z.object({ label, slot: z.number().int().min(1).max(8) }).readonly())
    .max(40)
    .readonly(),
});
export type PinnedChart = Readonly<z.infer<typeof pinnedChart>>;

/** What a query answered at one time. */
export const pinnedQuery = z.object({
  kind: z.literal("query"),
  source: z.string().max(200),
  exprs,
  atMs: z.number(),
  unit: z.enum(units),
  /** The newest values; null where nothing was measured lately. */
  values: z
    .array(z.object({ label, value: z.number().nullable() }).readonly())
    .max(100)
    .readonly(),
});
export type PinnedQuery = Readonly<z.infer<typeof pinnedQuery>>;

const { timeMs, host, stream, level } = logLine.shape;
export const pinnedLines = z.object({
  kind: z.literal("lines"),
  /** See `parseFilter`; empty where one line was picked. */
  filter: z.string().max(10_000),
  /** Oldest first. */
  lines: z
    .array(z.object({ timeMs, host, stream: stream.max(1000), level, text: z.string().max(20_000) }).readonly())
    .min(1)
    .max(100)
    .readonly(),
});
export type PinnedLines = Readonly<z.infer<typeof pinnedLines>>;

const { id: run, runbook, title: runTitle, by, startedAtMs, endedAtMs, outcome, verdict } = runState.shape;
/** A run of a runbook, as far as it has come. */
export const incidentRun = z.object({
  kind: z.literal("run"),
  ...{ run, runbook, title: runTitle, by, startedAtMs, endedAtMs, outcome, verdict },
  targets: z.array(z.string()).readonly(),
  /** What had to hold, and the value of its first condition before and after; null where nothing is verified. */
  condition: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  takenBack: z.boolean(),
});
export type IncidentRun = Readonly<z.infer<typeof incidentRun>>;

const judged = diagnosisReport.shape.candidates.element;
const symptom = judged.shape.symptoms.element.pick({ title: true, counts: true, state: true, text: true });
/** What was thought to be wrong at a moment: the likeliest causes, with what spoke for and against each. */
export const pinnedDiagnosis = z.object({
  kind: z.literal("diagnosis"),
  atMs: z.number(),
  candidates: z
    .array(
      judged
        .pick({ pattern: true, name: true, cause: true, host: true, confidence: true })
        .extend({ symptoms: z.array(symptom).max(50).readonly() })
        .readonly(),
    )
    .min(1)
    .max(5)
    .readonly(),
});
export type PinnedDiagnosis = Readonly<z.infer<typeof pinnedDiagnosis>>;

const note = z.object({ kind: z.literal("note"), text: z.string().trim().min(1).max(20_000) });
const happened = z.object({ kind: z.literal("event"), event: fleetEvent });

const entryBody = z.discriminatedUnion("kind", [
  happened,
  note,
  incidentRun,
  pinnedChart,
  pinnedQuery,
  pinnedLines,
  pinnedDiagnosis,
]);
export type EntryBody = Readonly<z.infer<typeof entryBody>>;

/** Something in an incident's timeline. */
export const incidentEntry = z.object({
  id: z.number().int(),
  /** When it happened, Unix ms. */
  atMs: z.number(),
  /** Who put it there; null for what came by itself. */
  by: z.string().nullable(),
  /** Not to be told in the post-mortem. */
  leftOut: z.boolean(),
  hasPicture: z.boolean(),
  body: entryBody,
});
export type IncidentEntry = Readonly<z.infer<typeof incidentEntry>>;

/** Samples of a pinned chart: one column a line. NaN is a gap. */
export const chartColumns = z.object({
  timesMs: z.instanceof(Float64Array),
  values: z.array(z.instanceof(Float64Array)),
});
/** On their way to be kept. */
export type OwnColumns = z.infer<typeof chartColumns>;
export interface ChartColumns {
  readonly timesMs: Float64Array;
  readonly values: readonly Float64Array[];
}

/** When it happened. */
export function entryTimeMs(body: Exclude<EntryBody, { readonly kind: "note" }>): number {
  switch (body.kind) {
    case "event":
      return body.event.atMs;
    case "run":
      return body.startedAtMs;
    case "chart":
      return body.toMs;
    case "query":
    case "diagnosis":
      return body.atMs;
    case "lines":
      return body.lines[0]?.timeMs ?? 0;
  }
}

/** Everything a person may search it by. */
export function entryWords(body: EntryBody): string {
  return wordsOf(body).join(" ");
}

function wordsOf(body: EntryBody): readonly string[] {
  switch (body.kind) {
    case "event": {
      const { title: name, text, origin, host: where, service } = body.event;
      return [name, text, origin, where ?? "", service ?? ""];
    }
    case "note":
      return [body.text];
    case "run":
      return [body.title, body.runbook, body.by, ...body.targets, body.verdict ?? ""];
    case "chart":
      return [body.title, ...body.exprs, ...body.lines.map((line) => line.label)];
    case "query":
      return [...body.exprs, ...body.values.map((value) => value.label)];
    case "diagnosis":
      return body.candidates.flatMap(({ name, cause, host }) => [name, cause, host ?? ""]);
    case "lines":
      return [body.filter, ...body.lines.map((line) => `${line.host ?? ""} ${line.text}`)];
  }
}
