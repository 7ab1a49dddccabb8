import { z } from "zod";
import { blastRadius } from "../../domain/runbook/blastRadius.ts";
import { risk } from "../../domain/runbook/frontMatter.ts";
import { observation } from "../../domain/runbook/observation.ts";
import { parameter } from "../../domain/runbook/parameter.ts";
import { runLine, runState } from "../../domain/runbook/runState.ts";
import { verdict } from "../../domain/runbook/verdict.ts";
import { environmentKind, workspaceProblem } from "../../domain/workspace/model.ts";
import { method, stream } from "../define.ts";

const runbookId = z.string().min(1).max(200);
const runId = z.string().regex(/^[0-9a-f]{16}$/);
const hostName = z.string().min(1).max(253);
const values = z.record(z.string().max(50), z.string().max(10_000));

const runSummary = z.object({
  id: runId,
  runbook: runbookId,
  title: z.string(),
  by: z.string(),
  reason: z.string(),
  targets: z.array(z.string()),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  phase: runState.shape.phase,
  outcome: runState.shape.outcome,
  verdict: verdict.nullable(),
  /** What the first verified condition asks, and its values before and after; null where nothing is verified. */
  measured: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

const listedRunbook = z.object({
  id: runbookId,
  title: z.string(),
  summary: z.string().nullable(),
  /** Null for plain text and for a file with problems: it can be read, not run. */
  risk: risk.nullable(),
  /** What it acts on; null where it cannot run. */
  targets: z.enum(["hosts", "kubernetes"]).nullable(),
  builtin: z.boolean(),
  file: z.string(),
  steps: z.number().int(),
  problems: z.array(workspaceProblem),
  runs: z.number().int(),
  lastRun: runSummary.nullable(),
});
export type ListedRunbook = z.infer<typeof listedRunbook>;

const shownStep = z.object({
  title: z.string(),
  kind: z.string(),
  /** As the file has it, parameters by name. */
  text: z.string(),
  isScript: z.boolean(),
  changes: z.boolean(),
  timeoutMs: z.number(),
  onFailure: z.enum(["stop", "continue", "undo"]),
  undo: z.array(z.string()),
});

const shownParameter = z.object({ name: z.string(), definition: parameter });

/** A page to read; the steps stand in their places. */
const runbookPage = listedRunbook.extend({
  owner: z.string().nullable(),
  revision: z.string(),
  segments: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("markdown"), text: z.string() }),
      z.object({ kind: z.literal("step"), index: z.number().int() }),
    ]),
  ),
  shownSteps: z.array(shownStep),
  parameters: z.array(shownParameter),
  preflight: z.array(z.object({ title: z.string(), query: z.string() })),
  guards: z.array(z.object({ title: z.string(), query: z.string() })),
  verify: z.string().nullable(),
});
export type RunbookPage = z.infer<typeof runbookPage>;

const check = z.object({
  /** Names the check when it is accepted. */
  id: z.string(),
  title: z.string(),
  /** The condition or what was looked at, and its place: a host, or null for the run. */
  text: z.string(),
  host: z.string().nullable(),
  state: z.enum(["passed", "failed", "missing"]),
  value: observation.shape.value,
  /** What to do about it; null when it passed. */
  problem: z.string().nullable(),
  /** `block`: the run cannot start. `warn`: it can once the check is accepted by name. */
  severity: z.enum(["block", "warn"]),
  /** Who holds the lock that stands against it, as the host says it: for `runbooks.takeLock`. */
  holder: z.string().nullable(),
});
export type ReviewCheck = z.infer<typeof check>;

const reviewedAction = z.object({ step: z.number().int(), text: z.string(), undo: z.array(z.string()) });

/** Exactly what a run would do. It is what is confirmed: any difference at the start, and nothing runs. */
const review = z.object({
  /** Good for one run, within a quarter of an hour. */
  id: z.string(),
  planHash: z.string(),
  runbook: runbookId,
  atMs: z.number(),
  untilMs: z.number(),
  environments: z.array(z.object({ name: z.string(), kind: environmentKind, open: z.boolean() })),
  targets: z.array(
    z.object({
      host: hostName,
      environment: z.string(),
      user: z.string(),
      hostKey: z.string().nullable(),
      hostname: z.string(),
      machineId: z.string(),
      actions: z.array(reviewedAction),
      /** What takes the whole run back, after the steps' own undo. */
      undoAll: z.array(z.string()),
    }),
  ),
  waves: z.array(z.array(z.string())),
  pauseMs: z.number(),
  steps: z.array(shownStep.pick({ title: true, kind: true, changes: true, timeoutMs: true, onFailure: true })),
  checks: z.array(check),
  blast: blastRadius,
  confirmation: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("none") }),
    z.object({ kind: z.literal("click") }),
    z.object({ kind: z.literal("typed"), text: z.string() }),
  ]),
  verify: z
    .object({ texts: z.array(z.string()), windowMs: z.number(), timeoutMs: z.number(), next: z.string().nullable() })
    .nullable(),
  guards: z.array(z.object({ title: z.string(), text: z.string(), forMs: z.number() })),
  /** The longest it may take. */
  longestMs: z.number(),
  undoable: z.boolean(),
});
export type Review = z.infer<typeof review>;

const undoPlan = z.object({
  targets: z.array(
    z.object({
      host: hostName,
      /** In their order; `step` is what each takes back, null the whole run. */
      actions: z.array(z.object({ step: z.number().int().nullable(), text: z.string() })),
      /** Steps that were begun and that nothing takes back. */
      kept: z.array(z.number().int()),
    }),
  ),
});
export type UndoPlan = z.infer<typeof undoPlan>;

export const runbooksArea = {
  /** The workspace's runbooks and the built-in ones. */
  "runbooks.watch": stream({
    params: z.strictObject({}),
    item: z.object({ folder: z.string(), runbooks: z.array(listedRunbook), active: z.array(runSummary) }),
  }),
  "runbooks.get": method({
    role: "viewer",
    params: z.strictObject({ runbook: runbookId }),
    result: runbookPage,
    errors: ["NOT_FOUND"],
  }),
  /** Values to begin with: the file's defaults, and what its queries answer now. */
  "runbooks.defaults": method({
    role: "viewer",
    params: z.strictObject({ runbook: runbookId }),
    result: z.object({ values }),
    errors: ["NOT_FOUND"],
  }),

  /** Writes the jobs of a Rundeck export as drafts into the workspace. CONFLICT where a runbook has the name already: nothing is written. */
  "runbooks.importRundeck": method({
    params: z.strictObject({ text: z.string().min(1).max(1_000_000) }),
    result: z.object({ drafts: z.array(z.object({ id: runbookId, file: z.string(), notes: z.array(z.string()) })) }),
    errors: ["BAD_REQUEST", "CONFLICT", "STORE_FAILED"],
  }),

  /** Resolves targets and commands, asks every check, changes nothing. */
  "runbooks.review": method({
    role: "viewer",
    params: z.strictObject({ runbook: runbookId, targets: z.array(hostName).max(256), parameters: values }),
    result: review,
    errors: ["NOT_FOUND", "BAD_REQUEST", "UNSUPPORTED", "UNAVAILABLE", "REMOTE_FAILED"],
  }),
  /** Starts exactly what was reviewed. CONFLICT names what is different by now; FORBIDDEN asks for write mode. */
  "runbooks.run": method({
    params: z.strictObject({
      review: z.string().max(100),
      planHash: z.string().max(100),
      typed: z.string().max(300),
      reason: z.string().max(500),
      /** Ids of warnings that the person takes upon themselves. */
      accepted: z.array(z.string().max(500)).max(200),
    }),
    result: z.object({ run: runId }),
    errors: ["CONFLICT", "FORBIDDEN", "BAD_REQUEST", "STORE_FAILED", "NOT_FOUND", "UNAVAILABLE", "REMOTE_FAILED"],
  }),

  /** A run as it goes: its state and the lines that are new. Ends once the run has. */
  "runbooks.follow": stream({
    params: z.strictObject({ run: runId }),
    item: z.object({ state: runState, lines: z.array(runLine) }),
    errors: ["NOT_FOUND"],
  }),
  "runbooks.control": method({
    params: z.strictObject({ run: runId, action: z.enum(["pause", "resume", "stop"]) }),
    result: z.object({}),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
  "runbooks.answer": method({
    params: z.strictObject({ run: runId, ask: z.string().max(100), yes: z.boolean() }),
    result: z.object({}),
    errors: ["NOT_FOUND", "CONFLICT", "STORE_FAILED"],
  }),
  /** Exactly what an undo of the run would do, as it stands. */
  "runbooks.undoPlan": method({
    role: "viewer",
    params: z.strictObject({ run: runId }),
    result: undoPlan,
    errors: ["NOT_FOUND"],
  }),
  /** Takes back what a run that has ended had begun. `typed` is what started it. */
  "runbooks.undo": method({
    params: z.strictObject({ run: runId, typed: z.string().max(300) }),
    result: z.object({}),
    errors: ["NOT_FOUND", "CONFLICT", "FORBIDDEN", "BAD_REQUEST", "STORE_FAILED", "UNAVAILABLE"],
  }),
  "runbooks.runs": method({
    role: "viewer",
    params: z.strictObject({ runbook: runbookId.nullable(), limit: z.number().int().min(1).max(200) }),
    result: z.object({ runs: z.array(runSummary) }),
  }),
  /** Takes over a lock that was left behind on a host, or the Lease of a cluster of that name, as it was seen. */
  "runbooks.takeLock": method({
    params: z.strictObject({ host: hostName, holder: z.string().max(1000) }),
    result: z.object({}),
    errors: ["NOT_FOUND", "CONFLICT", "FORBIDDEN", "STORE_FAILED", "UNAVAILABLE", "REMOTE_FAILED"],
  }),

  /** Which environments may be changed, and until when. */
  "writeMode.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      environments: z.array(
        z.object({
          name: z.string(),
          kind: environmentKind,
          untilMs: z.number().nullable(),
          reason: z.string().nullable(),
        }),
      ),
    }),
  }),
  "writeMode.open": method({
    params: z.strictObject({ environment: z.string().min(1).max(100), reason: z.string().trim().min(3).max(500) }),
    result: z.object({ untilMs: z.number() }),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
  "writeMode.close": method({
    params: z.strictObject({ environment: z.string().min(1).max(100) }),
    result: z.object({}),
    errors: ["STORE_FAILED"],
  }),
};
