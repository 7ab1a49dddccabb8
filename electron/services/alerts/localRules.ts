import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Alert } from "../../../shared/domain/alerts/alert.ts";
import { defaultRules, defaultRulesFile } from "../../../shared/domain/alerts/defaultRules.ts";
import { fingerprint } from "../../../shared/domain/alerts/fingerprint.ts";
import { type ActiveAlert, noAlerts, type RuleAlerts } from "../../../shared/domain/alerts/rules/alertState.ts";
import type { GroupState } from "../../../shared/domain/alerts/rules/evaluateGroup.ts";
import { nameOf } from "../../../shared/domain/alerts/rules/lintRules.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { restoreAlerts } from "../../../shared/domain/alerts/rules/restoreAlerts.ts";
import type { RuleGroup } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import { defaultAlerting, type WorkspaceAlerting } from "../../../shared/domain/workspace/alerting.ts";
import { parseDurationMs } from "../../../shared/domain/workspace/duration.ts";
import { type WorkspaceProblem, workspaceFileName } from "../../../shared/domain/workspace/model.ts";
import type { MetricsService } from "../metrics/types.ts";
import type { MetricSource } from "../sources/types.ts";
import type { RuleLibrary } from "../store/rules/types.ts";
import type { SavedRule } from "./alertDatabase.ts";
import type { AlertHistory } from "./alertHistory.ts";
import { createGroupRunner, type GroupRunner } from "./groupRunner.ts";
import { localAlert } from "./localAlerts.ts";
import { createRuleTargets, ruleKeys } from "./ruleTargets.ts";
import type { RuleGroupStatus } from "./types.ts";

export interface LocalRulesOptions {
  readonly rules: Pick<RuleLibrary, "groups" | "problems" | "onChange">;
  readonly sources: { get(name: string): Pick<MetricSource, "queryInstant"> };
  readonly metrics: Pick<MetricsService, "target">;
  readonly history: Pick<AlertHistory, "store" | "write">;
  readonly clock: Clock;
  /** The alerts of one group after each of its evaluations; none once it is gone. */
  told(group: string, alerts: ReadonlyMap<string, Alert>): void;
}

export interface LocalRules extends Disposable {
  readonly groups: readonly RuleGroupStatus[];
  /** What the configuration asks and no rule file answers. */
  readonly problems: readonly WorkspaceProblem[];
  /** How rules are evaluated from now on. */
  configure(alerting: WorkspaceAlerting): void;
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

/** Evaluates the workspace's rules and the console's own, and writes down what begins to fire and what resolves. */
export function createLocalRules(options: LocalRulesOptions): LocalRules {
  const { rules, sources, metrics, history, clock, told } = options;
  const targets = createRuleTargets(metrics);
  /** Of rules that nobody evaluates here: of another start, or of a file that cannot be read now. */
  const saved = new Map<string, SavedRule>(history.store?.savedRules() ?? []);
  let alerting = defaultAlerting;
  let running: readonly RunningGroup[] = [];
  /** By group: an alert that did not change stays the same object. */
  const shown = new Map<string, ReadonlyMap<ActiveAlert, Alert>>();
  const sourceOf = ({ source, file }: RuleGroup) => source ?? alerting.sources[file] ?? alerting.source;

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
      if (known) {
        for (const key of own) left.delete(key);
        return known;
      }
      // Its alerts go on, and may be told otherwise.
      shown.delete(groupKey(group));
      const state: GroupState = group.rules.map((_, r) => {
        const key = own[r] ?? "";
        const going = left.get(key);
        left.delete(key);
        return going ?? { alerts: restoredRule(key), problem: null };
      });
      return { text, group, keys: own, runner: run(group, own, state) };
    });
    for (const { runner } of before.values()) runner.dispose();
    for (const [key, state] of left) {
      const alerts = state?.alerts ?? noAlerts;
      // A rule of a file with a fault in it is not gone.
      if (rules.problems.length > 0) saved.set(key, { savedMs: clock.nowMs(), alerts });
      else forget(alerts, clock.nowMs());
    }
    for (const one of running) publish(one.group, one.runner.state);
    const names = new Set(groups.map(groupKey));
    for (const name of shown.keys()) {
      if (names.has(name)) continue;
      shown.delete(name);
      told(name, new Map());
    }
  }

  function restoredRule(key: string): RuleAlerts {
    const before = saved.get(key);
    if (!before) return noAlerts;
    saved.delete(key);
    const restored = restoreAlerts(before.alerts, before.savedMs, clock.nowMs());
    // Nobody knows how long the others went on.
    forget(new Map([...before.alerts].filter(([alert]) => !restored.has(alert))), before.savedMs);
    return restored;
  }

  /** What fires of a rule that nobody evaluates any more: it is known until then. */
  function forget(alerts: RuleAlerts, untilMs: number): void {
    for (const { labels, state } of alerts.values()) {
      if (state === "firing") history.write((store) => store.resolved(fingerprint(labels), untilMs));
    }
  }

  function run(group: RuleGroup, keys: readonly string[], state: GroupState): GroupRunner {
    return createGroupRunner({
      group,
      intervalMs: group.intervalMs ?? parseDurationMs(alerting.interval) ?? 15_000,
      clock,
      source: () => sources.get(sourceOf(group)),
      externalLabels: alerting.externalLabels,
      state,
      write: (rule, timeMs, samples) => targets.write(keys[rule] ?? "", timeMs, samples),
      evaluated(before, after) {
        group.rules.forEach((rule, r) => {
          if (rule.kind === "alert") note(rule.alert, before[r]?.alerts, after[r]?.alerts);
        });
        publish(group, after);
      },
    });
  }

  function note(rule: string, before: RuleAlerts = new Map(), after: RuleAlerts = new Map()): void {
    for (const [key, alert] of after) {
      const was = before.get(key);
      if (was === alert) continue;
      if (alert.firedAtMs !== null && was?.firedAtMs !== alert.firedAtMs) {
        const { labels, activeAtMs: activeMs, firedAtMs: firedMs } = alert;
        history.write((store) => store.fired({ fingerprint: fingerprint(labels), rule, labels, activeMs, firedMs }));
      }
      if (alert.resolvedAtMs !== null && was?.resolvedAtMs !== alert.resolvedAtMs) {
        const { labels, resolvedAtMs } = alert;
        history.write((store) => store.resolved(fingerprint(labels), resolvedAtMs));
      }
    }
  }

  function publish(group: RuleGroup, state: GroupState): void {
    const known = shown.get(groupKey(group));
    const next = new Map<ActiveAlert, Alert>();
    group.rules.forEach((rule, r) => {
      if (rule.kind !== "alert") return;
      for (const active of state[r]?.alerts.values() ?? []) {
        if (active.state === "resolved") continue;
        next.set(active, known?.get(active) ?? localAlert(rule, active, sourceOf(group)));
      }
    });
    shown.set(groupKey(group), next);
    told(groupKey(group), new Map([...next.values()].map((alert) => [alert.id, alert])));
  }

  function save(): void {
    const savedMs = clock.nowMs();
    const going = running.flatMap(({ group, keys, runner }) =>
      group.rules.flatMap((rule, r): readonly (readonly [string, SavedRule])[] =>
        rule.kind === "alert" ? [[keys[r] ?? "", { savedMs, alerts: runner.state[r]?.alerts ?? noAlerts }]] : [],
      ),
    );
    const waiting = rules.problems.length > 0 ? saved : [];
    history.write((store) => store.saveRules(new Map([...waiting, ...going])));
  }

  function saveAgain(): void {
    save();
    saving = clock.after(saveEveryMs, saveAgain);
  }

  const listening = rules.onChange(restart);
  let saving = clock.after(saveEveryMs, saveAgain);
  restart();

  return {
    get groups() {
      return running.map(({ runner }) => runner.status);
    },
    get problems() {
      const files = new Set([...rules.groups, ...rules.problems].map(({ file }) => file));
      return Object.keys(alerting.sources)
        .filter((file) => !files.has(file))
        .map((file) => ({
          file: workspaceFileName,
          line: 1,
          column: 1,
          message: `alerting.sources names ${file}, and no rule file of that name has a group: its rules are asked of ${alerting.source}`,
        }));
    },
    configure(next) {
      if (JSON.stringify(next) === JSON.stringify(alerting)) return;
      alerting = next;
      restart();
    },
    dispose() {
      listening.dispose();
      saving.dispose();
      save();
      for (const { runner } of running) runner.dispose();
      running = [];
      targets.dispose();
    },
  };
}

/** A file has no two groups of one name. */
function groupKey({ file, name }: RuleGroup): string {
  return JSON.stringify([file, name]);
}

/** The console's own rules, without those that the workspace has under the same name. */
function defaultGroups(own: readonly RuleGroup[]): readonly RuleGroup[] {
  const taken = new Set(own.flatMap(({ rules }) => rules.map(nameOf)));
  const { groups } = parseRuleFile(defaultRules, defaultRulesFile);
  return (groups ?? []).map((group) => ({ ...group, rules: group.rules.filter((rule) => !taken.has(nameOf(rule))) }));
}
