import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { auditArea } from "../../../shared/contract/areas/audit.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { toCsv, toJsonLines } from "../../../shared/domain/audit/exportEntries.ts";
import type { AuditLog } from "../../services/audit/types.ts";
import { changes } from "../changes.ts";

export function auditHandlers({
  clock,
  audit,
  file,
}: {
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly file: string;
}): Handlers<typeof auditArea> {
  const verified = new Emitter<void>();
  audit.onAppend(() => verified.fire());
  let problem = audit.verify();
  let verifiedAtMs = clock.nowMs();

  return {
    async *"audit.watch"(_params, { signal }) {
      for await (const _ of changes(verified.event, { clock, signal, minIntervalMs: 500 })) {
        yield { file, entries: audit.count, problem, verifiedAtMs };
      }
    },
    "audit.find": async (query) => ({ entries: [...audit.find(query)] }),
    "audit.verify": async () => {
      problem = audit.verify();
      verifiedAtMs = clock.nowMs();
      verified.fire();
      return { entries: audit.count, problem };
    },
    "audit.export": async ({ format }) => {
      const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
      const text = format === "csv" ? toCsv(audit.all()) : toJsonLines(audit.all());
      return { name: `midwatch-audit-${day}.${format}`, text };
    },
  };
}
