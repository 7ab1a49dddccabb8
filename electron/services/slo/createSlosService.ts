import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import { burnPolicies } from "../../../shared/domain/slo/burnPolicies.ts";
import { budgetCauses, happeningsIn } from "../../../shared/domain/slo/causes.ts";
import type { ServiceBudget } from "../../../shared/domain/slo/serviceBudget.ts";
import type { Stretch } from "../../../shared/domain/slo/slices.ts";
import type { Slo } from "../../../shared/domain/slo/slo.ts";
import {
  budgetHistory,
  burnHistory,
  neededFromMs,
  sloFigures,
  windowOf,
} from "../../../shared/domain/slo/sloFigures.ts";
import type { SloHistory } from "../../../shared/domain/slo/sloState.ts";
import type { Log } from "../log.ts";
import type { MetricsService, SampleTarget } from "../metrics/types.ts";
import type { SourcesService } from "../sources/types.ts";
import type { SloLibrary } from "../store/slos/types.ts";
import { recordedSeries } from "./recordedSeries.ts";
import { openSliceDatabase, type SliceDatabase } from "./sliceDatabase.ts";
import { createSloRunner, type SloRunner } from "./sloRunner.ts";
import { sloStateOf } from "./sloStateOf.ts";
import type { SlosService } from "./types.ts";

const databaseName = "slos.db";
const pruneEveryMs = 3_600_000;
const mostPoints = 400;
/** Of the burn rates beside their limits: six hours. */
const burnStepMs = 10 * 60_000;
const burnPoints = 36;

export interface SlosServiceOptions {
  readonly library: Pick<SloLibrary, "slos" | "problems" | "onChange">;
  readonly sources: Pick<SourcesService, "get">;
  readonly metrics: Pick<MetricsService, "target">;
  /** What the timeline tells of a service in a time. */
  readonly eventsOf: (service: string, stretch: Stretch) => readonly FleetEvent[];
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export function createSlosService(options: SlosServiceOptions): SlosService {
  const { library, sources, metrics, eventsOf, dataFolder, clock, log } = options;
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<void>());
  const { store, problem } = open(dataFolder, clock.nowMs(), log);
  owned.add(toDisposable(() => store.close()));
  owned.add(pruning(store, clock));
  let running: readonly Running[] = [];

  function run(slo: Slo): Running {
    const series = metrics.target({ __slo__: slo.id });
    const runner = createSloRunner({
      ...{ slo, store, clock, log },
      source: () => sources.get(slo.source),
      counted(endMs, figures) {
        if (figures) series.append(endMs, SampleRow.of(recordedSeries(slo, figures)));
        else series.markStale(endMs);
        changed.fire();
      },
    });
    return { runner, series };
  }

  /** SLOs that stay as they are go on. */
  function update(): void {
    const left = new Set(running);
    const kept = library.slos.map((slo) => {
      const same = running.find(({ runner }) => isDeepStrictEqual(runner.slo, slo));
      if (same) left.delete(same);
      return { slo, same };
    });
    for (const gone of left) end(gone);
    running = kept.map(({ slo, same }) => same ?? run(slo));
    changed.fire();
  }

  function historyOf(runner: SloRunner, days: number | null): SloHistory | null {
    const { key, countedMs } = runner;
    if (countedMs === null) return null;
    const slo: Slo = days === null ? runner.slo : { ...runner.slo, window: { kind: "rolling", days } };
    const slices = store.read(key, neededFromMs(slo, countedMs), countedMs);
    const figures = days === null || !runner.figures ? runner.figures : sloFigures(slo, slices, countedMs);
    const { points, gaps } = budgetHistory(slo, slices, countedMs, mostPoints);
    const budget = figures?.budget;
    return {
      window: slo.window,
      figures,
      timesMs: Float64Array.from(points, ({ timeMs }) => timeMs),
      leftRatios: Float64Array.from(points, ({ leftRatio }) => leftRatio),
      gaps,
      burns: burnPolicies(runner.slo.window).map(({ longMs }) =>
        burnHistory(slo, slices, { windowMs: longMs, endMs: countedMs, stepMs: burnStepMs, count: burnPoints }),
      ),
      causes: budget
        ? budgetCauses(
            happeningsIn(windowOf(slo, slices, countedMs).inWindow, budget, slo.objectivePercent),
            budget,
            (stretch) => eventsOf(slo.service, stretch),
          )
        : [],
    };
  }

  update();
  owned.add(library.onChange(update));

  return {
    get states() {
      return running.map(({ runner }) => sloStateOf(runner));
    },
    get problems() {
      return problem === null
        ? library.problems
        : [...library.problems, { file: databaseName, line: 1, column: 1, message: problem }];
    },
    onChange: changed.event,
    history(id, days) {
      const found = running.find(({ runner }) => runner.slo.id === id);
      return found ? historyOf(found.runner, days) : null;
    },
    get budgets() {
      return running.flatMap(({ runner }) => budgetOf(runner) ?? []);
    },
    dispose() {
      for (const one of running) end(one);
      running = [];
      owned.dispose();
    },
  };
}

interface Running {
  readonly runner: SloRunner;
  readonly series: SampleTarget;
}

function end({ runner, series }: Running): void {
  runner.dispose();
  series.dispose();
}

function budgetOf({ slo, figures }: SloRunner): ServiceBudget | null {
  const leftRatio = figures?.budget?.leftRatio;
  // The highest one: lines stand in that order.
  const line = slo.policy.find(({ freezes }) => freezes);
  if (leftRatio === undefined || !line) return null;
  const { id, service, name } = slo;
  return { id, service, name, leftRatio, freezeRatio: line.belowPercent / 100, action: line.action };
}

/** A record that cannot be opened is stood in for by one that ends with the console. */
function open(folder: string, nowMs: number, log: Log): { store: SliceDatabase; problem: string | null } {
  try {
    const store = openSliceDatabase(join(folder, databaseName), nowMs);
    return { store, problem: store.problem };
  } catch (error) {
    const problem = `There is no record of SLOs: ${errorText(error)}. What is counted now ends with the console`;
    log.warn(problem);
    return { store: openSliceDatabase(":memory:", nowMs), problem };
  }
}

function pruning(store: SliceDatabase, clock: Clock): Disposable {
  let next: Disposable;
  function prune(): void {
    store.prune(clock.nowMs());
    next = clock.after(pruneEveryMs, prune);
  }
  prune();
  return toDisposable(() => next.dispose());
}
