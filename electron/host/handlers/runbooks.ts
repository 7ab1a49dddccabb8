import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { runbooksArea } from "../../../shared/contract/areas/runbooks.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { importRundeck } from "../../../shared/domain/runbook/rundeck/importRundeck.ts";
import type { EnvironmentKind } from "../../../shared/domain/workspace/model.ts";
import type { RunbooksService } from "../../services/runbooks/createRunbooksService.ts";
import type { ActiveRun } from "../../services/runbooks/run/startRun.ts";
import type { RunStore } from "../../services/runbooks/runStore.ts";
import { listedRunbook, runbookPage, runSummary, undoView } from "../../services/runbooks/views.ts";
import { type WriteMode, writeModeMs } from "../../services/runbooks/writeMode.ts";
import { changes } from "../changes.ts";

/** The list counts the runs of that many. */
const countedRuns = 500;
const listIntervalMs = 500;
const followIntervalMs = 100;

interface RunbooksHandlerDependencies {
  readonly clock: Clock;
  readonly runbooks: RunbooksService;
  readonly store: RunStore;
  readonly writeMode: WriteMode;
  readonly environments: () => ReadonlyMap<string, EnvironmentKind>;
  readonly onWorkspace: Event<unknown>;
  readonly folder: string;
}

export function runbooksHandlers(dependencies: RunbooksHandlerDependencies): Handlers<typeof runbooksArea> {
  const { clock, runbooks, store, writeMode, environments, onWorkspace, folder } = dependencies;

  function atWork(run: string): ActiveRun {
    const found = runbooks.active.get(run);
    if (!found) throw new MidwatchError("NOT_FOUND", "That run is not at work");
    return found;
  }

  return {
    async *"runbooks.watch"(_params, { signal }) {
      for await (const _ of changes(runbooks.onChange, { clock, signal, minIntervalMs: listIntervalMs })) {
        const runs = store.list({ runbook: null, limit: countedRuns });
        yield {
          folder,
          runbooks: runbooks.registry.list.map((one) => listedRunbook(one, runs)),
          active: [...runbooks.active.values()].map(({ record }) => runSummary(record.state)),
        };
      }
    },
    "runbooks.get": async ({ runbook }) => {
      const found = runbooks.registry.get(runbook);
      if (!found) throw new MidwatchError("NOT_FOUND", `There is no runbook ${runbook}`);
      return runbookPage(found, store.list({ runbook, limit: countedRuns }));
    },
    "runbooks.defaults": async ({ runbook }, { signal }) => ({ values: await runbooks.defaults(runbook, signal) }),
    "runbooks.importRundeck": async ({ text }) => {
      const drafts = importRundeck(text);
      const files = runbooks.registry.add(drafts);
      return { drafts: drafts.map(({ id, notes }, index) => ({ id, file: files[index] ?? id, notes: [...notes] })) };
    },
    "runbooks.review": (request, { signal }) => runbooks.review(request, signal),
    "runbooks.run": async ({ typed, ...request }, { signal, caller }) => ({
      run: await runbooks.run({ ...request, authority: { kind: "person", name: caller.name, typed } }, signal),
    }),

    async *"runbooks.follow"({ run }, { signal }) {
      const active = runbooks.active.get(run);
      if (!active) {
        const state = store.get(run);
        if (!state) throw new MidwatchError("NOT_FOUND", `There is no run ${run}`);
        yield { state, lines: [...store.lines(run)] };
        return;
      }
      const { record } = active;
      let seen = 0;
      for await (const _ of changes(record.onChange, { clock, signal, minIntervalMs: followIntervalMs })) {
        const lines = [...record.linesAfter(seen)];
        seen = lines.at(-1)?.seq ?? seen;
        yield { state: structuredClone(record.state), lines };
        if (record.state.phase === "ended") return;
      }
    },
    "runbooks.control": async ({ run, action }, { caller: { name: by } }) => {
      const found = atWork(run);
      if (action === "pause") found.pause(by);
      else if (action === "resume") found.resume(by);
      else found.stop(by, `${by} stopped it`);
      return {};
    },
    "runbooks.answer": async ({ run, ask, yes }, { caller }) => {
      atWork(run).answer(ask, yes, caller.name);
      return {};
    },
    "runbooks.undoPlan": async ({ run }) => {
      const state = store.get(run);
      const plan = store.plan(run);
      if (!state || !plan) throw new MidwatchError("NOT_FOUND", `There is no run ${run}`);
      return undoView(plan, state);
    },
    "runbooks.undo": async (request, { caller }) => {
      await runbooks.undo({ ...request, by: caller.name });
      return {};
    },
    "runbooks.runs": async (query) => ({ runs: store.list(query).map(runSummary) }),
    "runbooks.takeLock": async (request, { signal, caller }) => {
      await runbooks.takeLock({ ...request, by: caller.name }, signal);
      return {};
    },

    async *"writeMode.watch"(_params, { signal }) {
      const either = new Emitter<void>();
      const listening = new DisposableStore();
      listening.add(writeMode.onChange(() => either.fire()));
      listening.add(onWorkspace(() => either.fire()));
      try {
        for await (const _ of changes(either.event, { clock, signal, minIntervalMs: 0 })) {
          const open = new Map(writeMode.open.map((one) => [one.environment, one]));
          yield {
            environments: [...environments()].map(([name, kind]) => ({
              name,
              kind,
              untilMs: open.get(name)?.untilMs ?? null,
              reason: open.get(name)?.reason ?? null,
            })),
          };
        }
      } finally {
        listening.dispose();
      }
    },
    "writeMode.open": async ({ environment, reason }, { caller }) => {
      if (!environments().has(environment))
        throw new MidwatchError("NOT_FOUND", `No environment is called ${environment}`);
      writeMode.openFor(environment, reason, caller.name);
      return { untilMs: clock.nowMs() + writeModeMs };
    },
    "writeMode.close": async ({ environment }, { caller }) => {
      writeMode.close(environment, caller.name);
      return {};
    },
  };
}
