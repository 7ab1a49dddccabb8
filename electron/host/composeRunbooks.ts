import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { type Disposable, DisposableStore } from "../../shared/base/disposable.ts";
import type { auditArea } from "../../shared/contract/areas/audit.ts";
import type { recoveryArea } from "../../shared/contract/areas/recovery.ts";
import type { runbooksArea } from "../../shared/contract/areas/runbooks.ts";
import type { Handlers } from "../../shared/contract/server.ts";
import type { AuditEntry } from "../../shared/domain/audit/entry.ts";
import type { ServiceBudget } from "../../shared/domain/slo/serviceBudget.ts";
import type { AlertsService } from "../services/alerts/types.ts";
import { createAuditLog } from "../services/audit/createAuditLog.ts";
import type { AuditLog } from "../services/audit/types.ts";
import { unavailableAuditLog } from "../services/audit/unavailableAuditLog.ts";
import type { HttpService } from "../services/http/types.ts";
import type { IncidentRuns } from "../services/incidents/types.ts";
import { createRunbooksService } from "../services/runbooks/createRunbooksService.ts";
import { createRecovery } from "../services/runbooks/recovery/createRecovery.ts";
import { createRunbookRegistry } from "../services/runbooks/registry.ts";
import { createRunStore } from "../services/runbooks/runStore.ts";
import type { RunbookFleet } from "../services/runbooks/types.ts";
import { createWriteMode } from "../services/runbooks/writeMode.ts";
import type { SourcesService } from "../services/sources/types.ts";
import type { SettingsStore, WorkspaceStore } from "../services/store/types.ts";
import { watchFolder } from "../services/store/watchFolder.ts";
import { auditHandlers } from "./handlers/audit.ts";
import { recoveryHandlers } from "./handlers/recovery.ts";
import { runbooksHandlers } from "./handlers/runbooks.ts";
import type { Platform } from "./platform.ts";

interface RunbooksDependencies {
  readonly platform: Platform;
  readonly settings: Pick<SettingsStore, "get" | "set">;
  readonly workspace: WorkspaceStore;
  readonly fleet: RunbookFleet;
  readonly sources: Pick<SourcesService, "get">;
  readonly http: Pick<HttpService, "client">;
  readonly alerts: Pick<AlertsService, "alerts" | "onChange">;
  /** Error budgets of the services on hosts. */
  readonly budgetsOn: (hosts: readonly string[]) => readonly ServiceBudget[];
  /** Told of every entry of the audit log. */
  readonly audited: (entry: AuditEntry) => void;
}

interface ComposedRunbooks {
  readonly handlers: Handlers<typeof runbooksArea & typeof recoveryArea & typeof auditArea>;
  /** Whether there is one of that id. */
  isRunbook(id: string): boolean;
  /** For all else that is written down before it is done. */
  readonly audit: AuditLog;
  /** What was run, for those who write it down elsewhere. */
  readonly runs: IncidentRuns;
  /** Runs at work are left as they are; resolves once nothing of them uses a connection any more. */
  close(): Promise<void>;
}

/** As many as may run while an incident lasts. */
const recentRuns = 100;

/** Everything that acts: runbooks, write mode, and the audit log that has to be there for both. */
export function composeRunbooks(dependencies: RunbooksDependencies, owned: DisposableStore): ComposedRunbooks {
  const { platform, settings, workspace, fleet, sources, http, alerts, budgetsOn, audited } = dependencies;
  const { clock, log, dataFolder } = platform;
  const own = owned.add(new DisposableStore());
  const auditFile = join(dataFolder, "audit.db");
  const audit = own.add(openAudit(auditFile, platform));
  own.add(audit.onAppend(audited));
  const store = own.add(createRunStore({ file: join(dataFolder, "runs.db"), nowMs: clock.nowMs(), log }));
  const writeMode = own.add(createWriteMode({ clock, audit }));
  const folder = join(platform.workspaceFolder, "runbooks");
  const registry = own.add(createRunbookRegistry({ folder, clock, log, watch: watchFolder }));
  /** The workspace's, and what hosts without one count as. */
  const environments = () => {
    const named = Object.entries(workspace.current.file?.environments ?? {}).map(
      ([name, { kind }]) => [name, kind] as const,
    );
    const used = [...fleet.hosts, ...fleet.clusters].map(
      ({ environment, environmentKind }) => [environment, environmentKind] as const,
    );
    return new Map([...named, ...used]);
  };
  const runbooks = createRunbooksService({
    clock,
    log,
    newId: () => randomBytes(8).toString("hex"),
    registry,
    fleet,
    store,
    audit,
    writeMode,
    sources,
    http,
    budgetsOn,
    secrets: platform.secrets,
    machine: hostname(),
  });
  const recovery = own.add(createRecovery({ clock, alerts, runbooks, fleet, store, audit }));
  const setPolicies = () => recovery.setPolicies(workspace.current.file?.recovery ?? []);
  setPolicies();
  own.add(workspace.onChange(setPolicies));
  return {
    handlers: {
      ...runbooksHandlers({
        clock,
        runbooks,
        store,
        writeMode,
        environments,
        onWorkspace: workspace.onChange,
        folder,
      }),
      ...recoveryHandlers({ clock, recovery }),
      ...auditHandlers({ clock, audit, file: auditFile, settings }),
    },
    isRunbook: (id) => registry.get(id) !== null,
    audit,
    runs: {
      get: (id) => store.get(id),
      recent: () => store.list({ runbook: null, limit: recentRuns }),
      onChange: runbooks.onChange,
    },
    close() {
      recovery.dispose();
      return runbooks.close();
    },
  };
}

/** A console whose audit log is broken still reads: it does nothing else. */
function openAudit(file: string, { clock, log }: Platform): AuditLog & Disposable {
  try {
    return createAuditLog({ file, clock });
  } catch (error) {
    log.error("The audit log cannot be opened: runbooks do not run", { file });
    return unavailableAuditLog(error);
  }
}
