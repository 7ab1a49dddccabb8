import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { defaultRules, defaultRulesFile } from "../../../shared/domain/alerts/defaultRules.ts";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { noiseOf } from "../../../shared/domain/alerts/noise.ts";
import type { ActiveAlert, RuleAlerts } from "../../../shared/domain/alerts/rules/alertState.ts";
import type { GroupState } from "../../../shared/domain/alerts/rules/evaluateGroup.ts";
import { nameOf } from "../../../shared/domain/alerts/rules/lintRules.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { restoreAlerts } from "../../../shared/domain/alerts/rules/restoreAlerts.ts";
import type { RuleGroup } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import { defaultAlerting } from "../../../shared/domain/workspace/alerting.ts";
import { parseDurationMs } from "../../../shared/domain/workspace/duration.ts";
import { localSourceName } from "../../../shared/domain/workspace/source.ts";
import type { HttpService } from "../http/types.ts";
import type { Log } from "../log.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { MetricSource, SourcesService } from "../sources/types.ts";
import type { RoutingFiles } from "../store/alertmanager/types.ts";
import type { RuleLibrary } from "../store/rules/types.ts";
import { AlertBoard } from "./alertBoard.ts";
import { type AlertDatabase, openAlertDatabase, type SavedRule } from "./alertDatabase.ts";
import { createAlertServers } from "./alertmanager/createAlertServers.ts";
import { backfillHistory } from "./backfillHistory.ts";
import { createRouting } from "./createRouting.ts";
import { createGroupRunner, type GroupRunner } from "./groupRunner.ts";
import { localAlert } from "./localAlerts.ts";
import { createRuleServers } from "./prometheus/createRuleServers.ts";
import { createRuleTargets, ruleKeys } from "./ruleTargets.ts";
import type { AlertsService } from "./types.ts";

export interface AlertsServiceOptions {
  readonly rules: Pick<RuleLibrary, "groups" | "problems" | "onChange">;
  readonly routingFiles: Pick<RoutingFiles, "files">;
  readonly sources: Pick<SourcesService, "servers" | "onChange"> & {
    get(name: string): Pick<MetricSource, "queryInstant">;
  };
  readonly metrics: Pick<MetricsService, "target">;
  readonly http: Pick<HttpService, "server">;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The state of rules is written that often even when nothing changes: so much of an absence is not known after a kill. */
const saveEveryMs = 30_000;

interface RunningGroup {
  /** Of all that its evaluation depends on: another text is another evaluation. */
  readonly text: string;
  readonly group: RuleGroup;
  readonly keys: readonly string[];
  readonly runner: GroupRunner;
}

/** Evaluates the workspace's rules and the console's own, and keeps what fires. */
export function createAlertsService(options: AlertsServiceOptions): AlertsService {
  const { rules, routingFiles, sources, metrics, http, dataFolder, clock, log } = options;
  const owned = new DisposableStore();
  const rulesChanged = owned.add(new Emitter<void>());
  const database = openHistory(join(dataFolder, "alerts.db"), clock.nowMs(), log);
  const board = new AlertBoard(database.store?.claims() ?? new Map());
  const servers = owned.add(createAlertServers({ http, clock, told: (name, alerts) => board.update(name, alerts) }));
  const ruleServers = owned.add(
    createRuleServers({ sources, clock, told: (name, alerts) => board.update(name, alerts) }),
  );
  const targets = createRuleTargets(metrics);
  const saved = new Map<string, SavedRule>(database.store?.savedRules() ?? []);
  let alerting = defaultAlerting;
  let running: readonly RunningGroup[] = [];
  let shown = new Map<ActiveAlert, Alert>();
  let saving: Disposable | null = null;

  /** Groups that did not change go on as they are; rules that moved to another group go on with their alerts. */
  function restart(): void {
    const before = new Map(running.map((one) => [one.text, one] as const));
    const left = new Map(running.flatMap(({ keys, runner }) => keys.map((key, i) => [key, runner.state[i]] as const)));
    const own = rules.groups;
    const groups = [...own, ...(alerting.defaultRules ? defaultGroups(own) : [])];
    const keys = ruleKeys(groups);
    targets.keep(new Set(keys.flat()));
    running = groups.map((group, g) => {
      const own = keys[g] ?? [];
      const text = JSON.stringify([group, own, alerting]);
      const known = before.get(text);
      before.delete(text);
      if (known) return known;
      const state: GroupState = group.rules.map((rule, r) => {
        const key = own[r] ?? "";
        return left.get(key) ?? { alerts: restoredRule(key, rule.kind === "alert" ? rule.forMs : 0), problem: null };
      });
      return { text, group, keys: own, runner: run(group, own, state) };
    });
    for (const { runner } of before.values()) runner.dispose();
    publish();
    rulesChanged.fire();
  }

  function restoredRule(key: string, forMs: number): RuleAlerts {
    const before = saved.get(key);
    saved.delete(key);
    return before ? restoreAlerts(before.alerts, before.savedMs, clock.nowMs(), forMs) : new Map();
  }

  function run(group: RuleGroup, keys: readonly string[], state: GroupState): GroupRunner {
    return createGroupRunner({
      group,
      intervalMs: group.intervalMs ?? parseDurationMs(alerting.interval) ?? 15_000,
      clock,
      source: () => sources.get(alerting.source),
      externalLabels: alerting.externalLabels,
      state,
      write: (rule, timeMs, samples: readonly Sample[] | null) => targets.write(keys[rule] ?? "", timeMs, samples),
      evaluated(before, after) {
        group.rules.forEach((rule, r) => {
          if (rule.kind === "alert") note(rule.alert, before[r]?.alerts, after[r]?.alerts);
        });
        publish();
        rulesChanged.fire();
      },
    });
  }

  /** Writes down what began to fire and what resolved. */
  function note(rule: string, before: RuleAlerts = new Map(), after: RuleAlerts = new Map()): void {
    for (const [key, alert] of after) {
      const was = before.get(key);
      if (was === alert) continue;
      if (alert.firedAtMs !== null && was?.firedAtMs !== alert.firedAtMs) {
        const { labels, activeAtMs: activeMs, firedAtMs: firedMs } = alert;
        attempt(() => database.store?.fired({ fingerprint: fingerprint(labels), rule, labels, activeMs, firedMs }));
      }
      if (alert.resolvedAtMs !== null && was?.resolvedAtMs !== alert.resolvedAtMs) {
        const { labels, resolvedAtMs } = alert;
        attempt(() => database.store?.resolved(fingerprint(labels), resolvedAtMs));
      }
    }
  }

  function publish(): void {
    const known = shown;
    shown = new Map();
    const now = new Map<string, Alert>();
    for (const { group, runner } of running) {
      group.rules.forEach((rule, r) => {
        if (rule.kind !== "alert") return;
        for (const active of runner.state[r]?.alerts.values() ?? []) {
          if (active.state === "resolved") continue;
          const alert = known.get(active) ?? localAlert(rule, active);
          shown.set(active, alert);
          now.set(alert.id, alert);
        }
      });
    }
    board.update(localSourceName, now);
  }

  function save(): void {
    const states = running.flatMap(({ group, keys, runner }) =>
      group.rules.flatMap((rule, r) =>
        rule.kind === "alert" ? [[keys[r] ?? "", runner.state[r]?.alerts ?? new Map()] as const] : [],
      ),
    );
    attempt(() => database.store?.saveRules(new Map(states), clock.nowMs()));
  }

  function saveAgain(): void {
    save();
    saving = clock.after(saveEveryMs, saveAgain);
  }

  function attempt(write: () => void): void {
    try {
      write();
      database.writeProblem = null;
    } catch (error) {
      const problem = `The alert history cannot be written: ${errorText(error)}`;
      if (database.writeProblem === null) log.warn(problem);
      database.writeProblem = problem;
    }
  }

  const ending = toDisposable(() => {
    saving?.dispose();
    save();
    for (const { runner } of running) runner.dispose();
    targets.dispose();
    owned.dispose();
    board.changed.dispose();
    database.store?.close();
  });

  owned.add(rules.onChange(restart));
  owned.add(
    servers.onChange(() =>
      board.setSilences(
        servers.silences,
        servers.list.map(({ name }) => name),
      ),
    ),
  );
  owned.add(ruleServers.onChange(() => rulesChanged.fire()));
  if (database.store) {
    const { store } = database;
    owned.add(backfillHistory({ servers: () => sources.servers, sent: ruleServers.sent, store, clock, log }));
  }
  restart();
  saving = clock.after(saveEveryMs, saveAgain);

  return {
    get alerts() {
      return board.alerts;
    },
    onChange: board.changed.event,
    get groups() {
      return [...running.map(({ runner }) => runner.status), ...ruleServers.groups];
    },
    get ruleServers() {
      return ruleServers.list;
    },
    get problems() {
      const own = [database.openProblem, database.writeProblem].filter((text) => text !== null);
      return [...rules.problems, ...own.map((message) => ({ file: "alerts.db", line: 1, column: 1, message }))];
    },
    onRules: rulesChanged.event,
    get servers() {
      return servers.list;
    },
    get silences() {
      return servers.silences;
    },
    onSilences: servers.onChange,
    setServers: (next) => servers.setSources(next),
    async saveSilence(server, draft) {
      const id = await servers.save(server, draft);
      for (const alert of board.alerts.values()) {
        if (alert.silencedBy.includes(id)) attempt(() => database.store?.touch(alert.id));
      }
      return id;
    },
    routing: createRouting({ servers, files: routingFiles, alerts: () => board.alerts.values(), clock }),
    expireSilence: (server, id) => servers.expire(server, id),
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(alerting)) return;
      alerting = next;
      restart();
    },
    claim(id, name, text) {
      const found = board.alerts.get(id);
      if (!found) throw new MidwatchError("NOT_FOUND", "The alert is not there any more: nothing was claimed");
      const claim = { name, note: text, atMs: clock.nowMs() };
      attempt(() => database.store?.claim(id, claim));
      board.setClaim(id, claim);
      return { ...found, claim };
    },
    unclaim(id) {
      attempt(() => database.store?.unclaim(id));
      board.setClaim(id, null);
    },
    history: (window) => database.store?.history(window) ?? [],
    noise(days) {
      const nowMs = clock.nowMs();
      const window = { rule: null, fromMs: nowMs - days * 86_400_000, toMs: nowMs + 1, limit: 100_000 };
      return noiseOf(database.store?.history(window) ?? []);
    },
    dispose: () => ending.dispose(),
  };
}

interface History {
  /** Null where there is none to be had: alerts then work without a memory. */
  readonly store: AlertDatabase | null;
  readonly openProblem: string | null;
  writeProblem: string | null;
}

function openHistory(file: string, nowMs: number, log: Log): History {
  try {
    const store = openAlertDatabase(file, nowMs);
    return { store, openProblem: store.problem, writeProblem: null };
  } catch (error) {
    const openProblem = `There is no alert history: ${errorText(error)}`;
    log.warn(openProblem);
    return { store: null, openProblem, writeProblem: null };
  }
}

/** The console's own rules, without those that the workspace has under the same name. */
function defaultGroups(own: readonly RuleGroup[]): readonly RuleGroup[] {
  const taken = new Set(own.flatMap(({ rules }) => rules.map(nameOf)));
  const { groups } = parseRuleFile(defaultRules, defaultRulesFile);
  return (groups ?? []).map((group) => ({ ...group, rules: group.rules.filter((rule) => !taken.has(nameOf(rule))) }));
}
