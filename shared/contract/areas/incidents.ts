import { z } from "zod";
import { incidentChange, incidentEdit } from "../../domain/incident/change.ts";
import {
  chartColumns,
  incidentEntry,
  pinnedChart,
  pinnedDiagnosis,
  pinnedLines,
  pinnedQuery,
} from "../../domain/incident/entry.ts";
import { budgetSpent, serviceTraffic } from "../../domain/incident/impact.ts";
import { incident, incidentDraft } from "../../domain/incident/incident.ts";
import { likeness } from "../../domain/incident/seenBefore.ts";
import { textLimits } from "../../domain/textLimits.ts";
import { method, stream } from "../define.ts";

const id = z.number().int().min(1);
const entry = z.number().int().min(1);
const text = z.string().trim().min(1).max(textLimits.incidentText);

/** A chart twice as wide as a screen takes a tenth of it. */
const mostPictureBytes = 1024 * 1024;
const mostSamples = 50_000;
const pngStart = [0x89, 0x50, 0x4e, 0x47];

const picture = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length <= mostPictureBytes, "The picture is larger than 1 MiB")
  .refine((bytes) => pngStart.every((byte, index) => bytes[index] === byte), "The picture is no PNG");

const columns = chartColumns.refine(
  ({ timesMs, values }) =>
    values.every((column) => column.length === timesMs.length) && timesMs.length * (values.length + 1) <= mostSamples,
  "The columns of a chart have one length, and 50,000 samples at most",
);

const pin = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("chart"), chart: pinnedChart, columns, picture })
    .refine(({ chart, columns: { values } }) => chart.lines.length === values.length, "Each line has a column"),
  z.strictObject({ kind: z.literal("query"), query: pinnedQuery }),
  z.strictObject({ kind: z.literal("lines"), lines: pinnedLines }),
  z.strictObject({ kind: z.literal("diagnosis"), diagnosis: pinnedDiagnosis }),
  z.strictObject({ kind: z.literal("run"), run: z.string().regex(/^[0-9a-f]{16}$/) }),
]);
export type PinInput = z.input<typeof pin>;

export const incidentsArea = {
  /** Those that are not closed and the newest of the others, 200 in all, newest first; again after each change. */
  "incidents.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      incidents: z.array(incident),
      total: z.number().int(),
      /** Why incidents are lost when the console ends, or were lost. */
      problem: z.string().nullable(),
    }),
  }),
  /** One incident: first all of its timeline (`first`), then the entries that are new or other. */
  "incidents.follow": stream({
    params: z.strictObject({ id }),
    item: z.object({
      first: z.boolean(),
      incident,
      entries: z.array(incidentEntry),
      edits: z.array(incidentEdit),
    }),
    errors: ["NOT_FOUND"],
  }),
  /** Newest first: those in which every word is found, in the timeline too. */
  "incidents.find": method({
    role: "viewer",
    params: z.strictObject({ text: z.string().max(500), limit: z.number().int().min(1).max(500) }),
    result: z.object({ incidents: z.array(incident) }),
  }),
  /** Past incidents that were like it, and what helped then. */
  "incidents.seenBefore": method({
    role: "viewer",
    params: z.strictObject({ id }),
    result: z.object({ incidents: z.array(likeness) }),
    errors: ["NOT_FOUND"],
  }),
  /** Samples and picture (PNG) of a pinned chart. */
  "incidents.pinned": method({
    role: "viewer",
    params: z.strictObject({ id, entry }),
    result: z.object({ columns: chartColumns, picture: z.instanceof(Uint8Array) }),
    errors: ["NOT_FOUND"],
  }),
  /**
   * What its services were asked for while it lasted, and what that spent of their error budgets. Of a service that cannot be
   * asked now nothing is told but its name; of an SLO that was not counted then, nothing.
   */
  "incidents.measure": method({
    role: "viewer",
    params: z.strictObject({ id }),
    result: z.object({ traffic: z.array(serviceTraffic), budget: z.array(budgetSpent) }),
    errors: ["NOT_FOUND"],
  }),

  "incidents.open": method({
    params: incidentDraft,
    result: z.object({ id }),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
  "incidents.change": method({
    params: z.strictObject({ id, change: incidentChange }),
    result: z.object({}),
    errors: ["NOT_FOUND", "BAD_REQUEST", "STORE_FAILED"],
  }),
  "incidents.note": method({
    params: z.strictObject({ id, text }),
    result: z.object({}),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
  "incidents.editNote": method({
    params: z.strictObject({ id, entry, text }),
    result: z.object({}),
    errors: ["NOT_FOUND", "BAD_REQUEST", "STORE_FAILED"],
  }),
  /** CONFLICT where the incident has the same already. */
  "incidents.pin": method({
    params: z.strictObject({ id, pin }),
    result: z.object({ entry }),
    errors: ["NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  }),
  /** Whether an entry is told in the post-mortem. */
  "incidents.leaveOut": method({
    params: z.strictObject({ id, entry, leftOut: z.boolean() }),
    result: z.object({}),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
};
