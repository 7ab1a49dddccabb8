import { z } from "zod";

/** What is kept of everything that was done, or asked for and refused. */
const auditKinds = [
  "writeMode.opened",
  "writeMode.closed",
  "run.confirmed",
  "run.started",
  "run.refused",
  "run.paused",
  "run.resumed",
  "run.stopped",
  "run.answered",
  "run.undone",
  "run.ended",
  "run.interrupted",
  "step.started",
  "step.ended",
  "guard.broken",
  "lock.taken",
  "lock.takenOver",
  "recovery.closed",
  "terminal.opened",
  "terminal.closed",
  "query.asked",
  "query.textSwitched",
  "access.granted",
  "access.revoked",
  "paging.switched",
  "paging.tested",
  "incident.opened",
  "incident.changed",
  "incident.closed",
] as const;
const auditKind = z.enum(auditKinds);

/** One event and its place in the chain. */
export const auditEntry = z.object({
  /** 1, 2, 3, ... without a gap. */
  seq: z.number().int(),
  atMs: z.number(),
  kind: auditKind,
  /** Who did it, on which machine. */
  by: z.string(),
  /** What it was done to: environment, run, host. */
  environment: z.string().nullable(),
  run: z.string().nullable(),
  host: z.string().nullable(),
  text: z.string(),
  /** Facts: plan hash, exit code, output digest, verdict. Never a secret. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** SHA-256, hexadecimal, of the entry before; 64 zeros for the first. */
  previous: z.string(),
  /** SHA-256 of `previous` and this entry's canonical JSON. */
  hash: z.string(),
});
export type AuditEntry = Readonly<z.infer<typeof auditEntry>>;

/** What the caller knows; place, time and hashes are the log's. */
export type AuditEvent = Pick<AuditEntry, "kind" | "by" | "text"> &
  Partial<Pick<AuditEntry, "environment" | "run" | "host" | "facts">>;
