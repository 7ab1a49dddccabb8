import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAuditLog } from "../../electron/services/audit/createAuditLog.ts";
import type { AuditLog } from "../../electron/services/audit/types.ts";
import type { HttpService } from "../../electron/services/http/types.ts";
import { silentLog } from "../../electron/services/log.ts";
import { createRunbooksService, type RunbooksService } from "../../electron/services/runbooks/createRunbooksService.ts";
import { createRunbookRegistry } from "../../electron/services/runbooks/registry.ts";
import { createRunStore, type RunStore } from "../../electron/services/runbooks/runStore.ts";
import type { Authority } from "../../electron/services/runbooks/startReviewed.ts";
import type { BoundCluster, RunbookFleet, RunnableHost } from "../../electron/services/runbooks/types.ts";
import { createWriteMode, type WriteMode } from "../../electron/services/runbooks/writeMode.ts";
import type { MetricSource } from "../../electron/services/sources/types.ts";
import type { SshConnection } from "../../electron/services/ssh/types.ts";
import { watchFolder } from "../../electron/services/store/watchFolder.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { MidwatchError } from "../../shared/base/errors.ts";
import type { Review } from "../../shared/contract/areas/runbooks.ts";
import type { InstantAnswer } from "../../shared/domain/metrics/model.ts";
import type { RunState } from "../../shared/domain/runbook/runState.ts";

export interface RunbooksLab {
  readonly runbooks: RunbooksService;
  readonly store: RunStore;
  readonly audit: AuditLog;
  readonly writeMode: WriteMode;
  /** What a query answers; nothing where it is not set. Keys are the queries as they are asked. */
  readonly values: Map<string, number>;
  write(name: string, text: string): void;
  /** Reviews, opens write mode and runs; resolves with the id. `typed` is what the review asks for. */
  start(runbook: string, targets: readonly string[], parameters?: Readonly<Record<string, string>>): Promise<string>;
  /** The state once the run has ended. */
  ended(run: string): Promise<RunState>;
  close(): Promise<void>;
}

export interface RunbooksLabOptions {
  /** For the data and the runbooks. */
  readonly folder: string;
  readonly hosts: readonly RunnableHost[];
  readonly connect: (host: string) => Promise<SshConnection>;
  readonly clusters?: readonly RunnableHost[];
  readonly cluster?: (name: string) => Promise<BoundCluster>;
  readonly clock?: Clock;
  /** What steps that ask a server go through; none where a test has no such step. */
  readonly http?: Pick<HttpService, "client">;
  /** What answers queries; `values` where it is not there. */
  readonly queryInstant?: MetricSource["queryInstant"];
  /** Where the console says it runs. */
  readonly machine?: string;
}

export function runnableHost(host: string, more: Partial<RunnableHost> = {}): RunnableHost {
  return {
    host,
    group: "gpu",
    gpus: 8,
    healthy: true,
    environment: "staging",
    environmentKind: "staging",
    user: "ops",
    ...more,
  };
}

/** A person who types what a review asks for. */
export function confirmedBy(name: string, { confirmation }: Pick<Review, "confirmation">): Authority {
  return { kind: "person", name, typed: confirmation.kind === "typed" ? confirmation.text : "" };
}

/** The service as the host composes it, over connections and figures of the test. */
export function createRunbooksLab({
  folder,
  hosts,
  connect,
  clusters = [],
  cluster = () => Promise.reject(new Error("no cluster is part of this test")),
  clock = systemClock,
  http = withoutHttp,
  queryInstant,
  machine = "lab",
}: RunbooksLabOptions): RunbooksLab {
  const runbookFolder = join(folder, "runbooks");
  mkdirSync(runbookFolder, { recursive: true });
  const values = new Map<string, number>();
  const audit = createAuditLog({ file: join(folder, "audit.db"), clock });
  const store = createRunStore({ file: join(folder, "runs.db"), nowMs: clock.nowMs(), log: silentLog });
  const writeMode = createWriteMode({ clock, audit });
  const registry = createRunbookRegistry({ folder: runbookFolder, clock, log: silentLog, watch: watchFolder });
  const fleet: RunbookFleet = {
    hosts,
    clusters,
    connections: () => ({ of: (host) => connect(host), cluster, dispose() {} }),
  };
  const runbooks = createRunbooksService({
    clock,
    log: silentLog,
    newId: () => randomBytes(8).toString("hex"),
    registry,
    fleet,
    store,
    audit,
    writeMode,
    sources: { get: () => source(queryInstant ?? answersOf(values)) },
    http,
    budgetsOn: () => [],
    secrets: { get: async (name) => (name === "token" ? "s3cret-value" : null) },
    machine,
  });
  const never = new AbortController().signal;
  return {
    runbooks,
    store,
    audit,
    writeMode,
    values,
    write(name, text) {
      writeFileSync(join(runbookFolder, `${name}.md`), text);
      registry.refresh();
    },
    async start(runbook, targets, parameters = {}) {
      const review = await runbooks.review({ runbook, targets, parameters }, never);
      for (const { name } of review.environments) writeMode.openFor(name, "a test", "tester");
      return runbooks.run(
        {
          review: review.id,
          planHash: review.planHash,
          reason: "a test",
          accepted: [],
          authority: confirmedBy("tester", review),
        },
        never,
      );
    },
    async ended(run) {
      await runbooks.active.get(run)?.done;
      const state = store.get(run);
      if (state?.phase !== "ended") throw new Error(`The run has not ended: ${state?.phase}`);
      return state;
    },
    async close() {
      await runbooks.close();
      registry.dispose();
      writeMode.dispose();
      store.dispose();
      audit.dispose();
    },
  };
}

const withoutHttp: Pick<HttpService, "client"> = {
  client: () => {
    throw new Error("no request is part of this test");
  },
};

function answersOf(values: ReadonlyMap<string, number>): MetricSource["queryInstant"] {
  return async ({ expr, timeMs }): Promise<InstantAnswer> => {
    const value = values.get(expr);
    const samples = value === undefined ? [] : [{ series: { name: "", labels: {} }, value }];
    return { kind: "vector", timeMs, samples, warnings: [], infos: [] };
  };
}

function source(queryInstant: MetricSource["queryInstant"]): MetricSource {
  const unasked = async (): Promise<never> => {
    throw new MidwatchError("UNSUPPORTED", "Runbooks ask for one value at one time");
  };
  return {
    name: "local",
    kind: "local",
    queryInstant,
    queryRange: unasked,
    labelNames: unasked,
    labelValues: unasked,
    series: unasked,
    metadata: unasked,
  };
}
