import { createHash } from "node:crypto";
import type { AuditEntry } from "../../../shared/domain/audit/entry.ts";
import { canonicalJson } from "../../../shared/domain/runbook/canonicalJson.ts";

export const firstPrevious = "0".repeat(64);

export function entryHash(entry: Omit<AuditEntry, "hash">): string {
  return createHash("sha256").update(canonicalJson(entry)).digest("hex");
}

/** What is wrong with the chain, first fault first; null when every entry is as it was written and none is missing. */
export function chainProblem(entries: Iterable<AuditEntry>): string | null {
  let previous = firstPrevious;
  let seq = 0;
  for (const { hash, ...entry } of entries) {
    seq += 1;
    if (entry.seq !== seq) return `Entry ${seq} is missing`;
    if (entry.previous !== previous)
      return `Entry ${seq} does not follow the one before it: something was taken out or put in`;
    if (entryHash(entry) !== hash) return `Entry ${seq} was changed after it was written`;
    previous = hash;
  }
  return null;
}
