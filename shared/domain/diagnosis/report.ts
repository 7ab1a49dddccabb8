import { z } from "zod";
import { faultPattern } from "./pattern.ts";

/** Where to look for oneself; null where there is nothing to see. */
const evidence = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("query"), expr: z.string(), source: z.string() }),
  z.object({ kind: z.literal("logs"), text: z.string(), hosts: z.array(z.string()) }),
  /** The page of the service, where its inputs and outputs are. */
  z.object({ kind: z.literal("drift"), service: z.string() }),
  z.object({ kind: z.literal("event"), atMs: z.number(), host: z.string().nullable() }),
]);

const judgedSymptom = z.object({
  title: z.string(),
  counts: z.enum(["for", "against"]),
  required: z.boolean(),
  state: z.enum(["holds", "absent", "unknown"]),
  /** What was found, or why nobody knows. */
  text: z.string(),
  evidence: evidence.nullable(),
});
export type JudgedSymptom = Readonly<z.infer<typeof judgedSymptom>>;

const candidate = faultPattern.pick({ name: true, cause: true, severity: true }).extend({
  pattern: z.string(),
  /** The host it befalls; null for a service as a whole. */
  host: z.string().nullable(),
  /** 0..1; 0 of one that is ruled out. */
  confidence: z.number(),
  /** The title of the symptom that rules it out; null for one that may be. */
  ruledOutBy: z.string().nullable(),
  symptoms: z.array(judgedSymptom),
  /** Of the console's runbooks, the first to be tried first. */
  runbooks: z.array(z.string()),
});
export type Candidate = Readonly<z.infer<typeof candidate>>;

/** What may be wrong with a service and hosts at a moment. Times are Unix ms. */
export const diagnosisReport = z.object({
  service: z.string().nullable(),
  hosts: z.array(z.string()),
  /** The moment that is judged, and since when something is wrong. */
  atMs: z.number(),
  sinceMs: z.number(),
  /** Those that something speaks for, the likeliest first; ruled-out ones at the end. */
  candidates: z.array(candidate),
  /** How many faults were looked for. */
  lookedFor: z.number().int(),
  /** What nobody knows yet and would set the two best apart; null where there is nothing. */
  next: z.object({ title: z.string(), why: z.string(), between: z.array(z.string()) }).nullable(),
  tookMs: z.number(),
  /** What could not be read; symptoms that hang on it are unknown. */
  problems: z.array(z.string()),
});
export type DiagnosisReport = Readonly<z.infer<typeof diagnosisReport>>;
