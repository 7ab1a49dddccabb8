import { z } from "zod";
import { detectorIds } from "../anomaly/detectors.ts";
import { eventKind } from "../events/fleetEvent.ts";
import { units } from "../format/units.ts";
import { fileDuration } from "../runbook/fileDuration.ts";

const logOdds = z.number().min(0).max(10);

/** One sign of a fault as a file has it: what is asked, and what its answer is worth. Exactly one of `promql`, `log`, `event`, `drift`, `anomaly`. */
export const symptom = z.strictObject({
  title: z.string().min(1).max(120),
  /** Log-odds: added when the symptom is there; taken off when it counts against the fault. */
  weight: logOdds.positive(),
  /** Log-odds the other way when it is not there: `weight` by default, nothing for one that counts against. */
  otherwise: logOdds.optional(),
  counts: z.enum(["for", "against"]).default("for"),
  /** The fault is ruled out without it; by it, where it counts against. */
  required: z.boolean().default(false),
  /** What is measured: see `expandQuery`. */
  promql: z.string().optional(),
  /** The symptom is there from this value on, up or down. */
  above: z.number().optional(),
  below: z.number().optional(),
  /** Of the value; by default what the query's names say. */
  unit: z.enum(units).optional(),
  /** Any of these texts, whatever their case, in lines of the hosts. */
  log: z.array(z.string().min(2).max(200)).min(1).max(20).optional(),
  atLeast: z.number().int().min(1).default(1),
  event: z.strictObject({ kind: eventKind, title: z.string().optional() }).optional(),
  /** Some input or output of the service drifted that much at least, as its `drift` in the workspace says. */
  drift: z.enum(["some", "strong"]).optional(),
  /** A series of the place is out of the ordinary. */
  anomaly: z
    .strictObject({
      /** Its title, such as `^GPU \\d+ memory$`. */
      series: z.string().min(1).max(200),
      /** Above or below what was expected; either by default. */
      is: z.enum(["above", "below"]).optional(),
      /** Of these at least one agrees; any by default. */
      detectors: z.array(z.enum(detectorIds)).min(1).optional(),
    })
    .optional(),
  /** How long before the onset lines and events count. */
  within: fileDuration.optional(),
});
export type Symptom = Readonly<z.infer<typeof symptom>>;

/** A fault, the signs by which it is known, and what helps. */
export const faultPattern = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, "Use lower-case letters, digits and dashes"),
  name: z.string().min(1).max(120),
  /** What happens, in a sentence or two. */
  cause: z.string().min(1).max(1000),
  /** What it befalls: a service as a whole, or one host. */
  about: z.enum(["service", "host"]),
  severity: z.enum(["critical", "warning", "info"]).default("warning"),
  /** Log-odds before anything is known; -2 is about one in eight. */
  prior: z.number().min(-10).max(0).default(-2),
  /** Ids, the first to be tried first. */
  runbooks: z.array(z.string().min(1).max(200)).max(10).default([]),
  symptoms: z.array(symptom).min(1).max(30),
});
export type FaultPattern = Readonly<z.infer<typeof faultPattern>>;

export const patternFile = z.strictObject({ patterns: z.array(faultPattern).max(200) });
