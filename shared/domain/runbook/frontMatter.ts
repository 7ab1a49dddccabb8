import { z } from "zod";
import { fileDuration } from "./fileDuration.ts";
import { parameter, parameterName } from "./parameter.ts";
import { step } from "./step.ts";

export const risk = z.enum(["read-only", "reversible", "disruptive"]);
export type Risk = z.infer<typeof risk>;

const query = z.string().min(1).max(4000);
const source = z.string().min(1).max(100).default("local");
const title = z.string().min(1).max(200);

/** What must hold before: a failed one blocks, one with `warn` may be accepted by name. */
const check = z.strictObject({ title, query, source, severity: z.enum(["block", "warn"]).default("block") });

/** What must hold all the while; broken for `for`, the run stops. */
const guard = z.strictObject({ title, query, source, for: fileDuration.prefault("10s") });

export const frontMatter = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "Use lower-case letters, digits and dashes"),
  title,
  summary: z.string().max(500).optional(),
  owner: z.string().max(100).optional(),
  risk,
  targets: z
    .strictObject({
      kind: z.enum(["hosts", "kubernetes"]).default("hosts"),
      /** Most targets of one run. */
      max: z.number().int().min(1).max(256).default(1),
      /** Largest share of a group that may be touched by one run. */
      maxShare: z.number().gt(0).max(1).optional(),
      /** Hosts of a group that have to stay healthy while a wave is away. */
      minHealthy: z.number().int().min(0).default(0),
    })
    .prefault({}),
  rollout: z
    .strictObject({
      canary: z.number().int().min(0).default(1),
      wave: z.number().int().min(1).max(64).default(1),
      pause: fileDuration.optional(),
      /** Targets that may fail before the run stops. */
      maxFailures: z.number().int().min(0).default(0),
    })
    .prefault({}),
  /** From the end of a run until the next one on the same target. */
  cooldown: fileDuration.prefault("5m"),
  maxPerHour: z.number().int().min(1).max(100).default(6),
  params: z.record(parameterName, parameter).default({}),
  preflight: z.array(check).max(50).default([]),
  guards: z.array(guard).max(20).default([]),
  verify: z
    .strictObject({
      query,
      source,
      window: fileDuration.prefault("1m"),
      timeout: fileDuration.prefault("10m"),
      /** The runbook to look at when it failed. */
      next: z.string().optional(),
    })
    .optional(),
  /** What takes the run back on each target, after the undo of its steps. */
  undo: z.array(step).max(50).default([]),
});
export type FrontMatter = Readonly<z.output<typeof frontMatter>>;
