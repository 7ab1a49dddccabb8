import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { auditArea } from "../../../shared/contract/areas/audit.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { toCsv, toJsonLines } from "../../../shared/domain/audit/exportEntries.ts";
import type { AuditLog } from "../../services/audit/types.ts";
import type { SettingsStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";
import { createTypedQueries } from "../typedQueries.ts";

export function auditHandlers({
  clock,
  audit,
  file,
  settings,
}: {
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly file: string;
  readonly settings: Pick<SettingsStore, "get" | "set">;
}): Handlers<typeof auditArea> {
  const verified = new Emitter<void>();
  audit.onAppend(() => verified.fire());
  const keepsText = () => settings.get().keepsQueryText;
  const queries = createTypedQueries({ clock, audit, keepsText });
  let problem = audit.verify();
  let verifiedAtMs = clock.nowMs();

  return {
    async *"audit.watch"(_params, { signal }) {
      for await (const _ of changes(verified.event, { clock, signal, minIntervalMs: 500 })) {
        yield { file, entries: audit.count, problem, verifiedAtMs, keepsQueryText: keepsText() };
      }
    },
    "audit.find": async (query) => ({ entries: [...audit.find(query)] }),
    "audit.verify": async () => {
      problem = audit.verify();
      verifiedAtMs = clock.nowMs();
      verified.fire();
      return { entries: audit.count, problem };
    },
    "audit.noteQuery": async (query, { caller }) => {
      queries.note(caller.name, query);
      return {};
    },
    "audit.keepQueryText": async ({ isOn }, { caller }) => {
      const text = isOn ? "The text of queries is kept" : "The text of queries is not kept";
      audit.append({ kind: "query.textSwitched", by: caller.name, text, facts: { isOn } });
      await settings.set({ keepsQueryText: isOn });
      verified.fire();
      return {};
    },
    "audit.export": async ({ format }) => {
      const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
      const text = format === "csv" ? toCsv(audit.all()) : toJsonLines(audit.all());
      return { name: `midwatch-audit-${day}.${format}`, text };
    },
  };
}
