import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { AuditEntry } from "../../../shared/domain/audit/entry.ts";
import type { AuditLog } from "./types.ts";

/** Stands for a log that cannot be opened: everything can be read, and nothing can be done. */
export function unavailableAuditLog(cause: unknown): AuditLog {
  const appended = new Emitter<AuditEntry>();
  return {
    append() {
      throw new MidwatchError("STORE_FAILED", `${errorText(cause)}. Nothing can be written down, so nothing is done`, {
        cause,
      });
    },
    onAppend: appended.event,
    find: () => [],
    all: () => [],
    count: 0,
    verify: () => errorText(cause),
    dispose: () => appended.dispose(),
  };
}
