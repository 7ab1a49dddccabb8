import { z } from "zod";
import { risk } from "./frontMatter.ts";
import { observation } from "./observation.ts";
import { verdict } from "./verdict.ts";

const targetState = z.enum([
  "waiting",
  "running",
  "done",
  "failed",
  /** The connection was lost in a step, and the host could not say what became of it. */
  "unknown",
  "stopped",
  "undoing",
  "undone",
  "undoFailed",
]);

const runTarget = z.object({
  host: z.string(),
  environment: z.string(),
  /** 0-based. */
  wave: z.number().int(),
  state: targetState,
  /** 0-based, of the step that it is in or ended in; null before the first. */
  step: z.number().int().nullable(),
  /** Steps that were begun here and change something: what an undo takes back. */
  changed: z.array(z.number().int()),
  message: z.string().nullable(),
});
export type RunTarget = z.infer<typeof runTarget>;

const runStep = z.object({
  title: z.string(),
  kind: z.string(),
  changes: z.boolean(),
  /** `stopped` in the middle with its run; `unknown`: the console ended in it. */
  state: z.enum(["waiting", "running", "done", "failed", "stopped", "unknown"]),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
});

const watched = z.object({
  title: z.string(),
  host: z.string().nullable(),
  /** The condition as text, and what of it is asked of the source. */
  text: z.string(),
  query: z.string(),
  source: z.string(),
  threshold: z.number(),
  now: observation.nullable(),
});

/** A run as it stands: what is on disk and what is shown. */
export const runState = z.object({
  id: z.string(),
  runbook: z.string(),
  title: z.string(),
  risk,
  planHash: z.string(),
  by: z.string(),
  reason: z.string(),
  /** How it was confirmed, in words. */
  confirmation: z.string(),
  parameters: z.record(z.string(), z.string()),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  phase: z.enum(["running", "paused", "asking", "verifying", "undoing", "ended"]),
  /** Asked to pause once the wave is through. */
  pausing: z.boolean(),
  /** Null while it runs. `interrupted`: the console ended while it ran, and nobody knows more than `targets` says. */
  outcome: z.enum(["done", "failed", "stopped", "interrupted"]).nullable(),
  /** Null while it runs, and where nothing had to be verified. */
  verdict: verdict.nullable(),
  message: z.string().nullable(),
  /** 0-based, of the wave at work. */
  wave: z.number().int(),
  waves: z.number().int(),
  targets: z.array(runTarget),
  steps: z.array(runStep),
  /** A question that the run waits for. */
  ask: z.object({ id: z.string(), text: z.string(), hosts: z.array(z.string()) }).nullable(),
  guards: z.array(watched.extend({ forMs: z.number(), brokenSinceMs: z.number().nullable() })),
  verification: z
    .object({
      conditions: z.array(watched.extend({ before: observation.nullable(), heldSinceMs: z.number().nullable() })),
      windowMs: z.number(),
      timeoutMs: z.number(),
      startedAtMs: z.number().nullable(),
      /** The runbook to look at next when it failed. */
      next: z.string().nullable(),
    })
    .nullable(),
  /** There is something that an undo would take back. */
  undoable: z.boolean(),
});
export type RunState = z.infer<typeof runState>;

/** A line that a target printed, or that the run itself says; secrets are hidden. */
export const runLine = z.object({
  /** 1, 2, 3, ... within the run. */
  seq: z.number().int(),
  atMs: z.number(),
  host: z.string().nullable(),
  step: z.number().int().nullable(),
  stream: z.enum(["out", "error", "run"]),
  text: z.string(),
});
export type RunLine = Readonly<z.infer<typeof runLine>>;
