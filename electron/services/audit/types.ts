import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { AuditEntry, AuditEvent } from "../../../shared/domain/audit/entry.ts";

interface AuditQuery {
  /** Words that all have to be found in an entry. */
  readonly text: string;
  readonly run: string | null;
  /** Older than this one; null for the newest. */
  readonly beforeSeq: number | null;
  readonly limit: number;
}

/** Append-only and hash-chained. What cannot be written down does not happen: callers append before they act. */
export interface AuditLog extends Disposable {
  /** On the disk when it returns. Throws STORE_FAILED; the action then must not run. */
  append(event: AuditEvent): AuditEntry;
  readonly onAppend: Event<AuditEntry>;
  /** Newest first. */
  find(query: AuditQuery): readonly AuditEntry[];
  /** From the first on, one by one. */
  all(): Iterable<AuditEntry>;
  readonly count: number;
  /** Checks the whole chain; null when it holds. */
  verify(): string | null;
}
