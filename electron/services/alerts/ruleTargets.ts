import type { Disposable } from "../../../shared/base/disposable.ts";
import { nameOf } from "../../../shared/domain/alerts/rules/lintRules.ts";
import type { Rule } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import type { MetricsService, SampleTarget } from "../metrics/types.ts";

/** Where rules write: each rule is a target of its own, so that a series it stops writing ends by itself. */
export interface RuleTargets extends Disposable {
  write(ruleKey: string, timeMs: number, samples: readonly Sample[] | null): void;
  /** Ends the series of rules that are not among these. */
  keep(ruleKeys: ReadonlySet<string>): void;
}

export function createRuleTargets(metrics: Pick<MetricsService, "target">): RuleTargets {
  const targets = new Map<string, { readonly target: SampleTarget; readonly row: SampleRow }>();

  function targetOf(ruleKey: string) {
    const known = targets.get(ruleKey);
    if (known) return known;
    const opened = { target: metrics.target({ __rule__: ruleKey }), row: new SampleRow() };
    targets.set(ruleKey, opened);
    return opened;
  }

  return {
    write(ruleKey, timeMs, samples) {
      if (samples && (samples.length > 0 || targets.has(ruleKey))) {
        const { target, row } = targetOf(ruleKey);
        row.set(samples);
        target.append(timeMs, row);
      } else if (!samples) targets.get(ruleKey)?.target.markStale(timeMs);
    },
    keep(ruleKeys) {
      for (const [key, { target }] of targets) {
        if (ruleKeys.has(key)) continue;
        target.dispose();
        targets.delete(key);
      }
    },
    dispose() {
      for (const { target } of targets.values()) target.dispose();
      targets.clear();
    },
  };
}

/** A name for every rule, the same whatever file or group it stands in; rules that are the same twice are counted. */
export function ruleKeys(groups: readonly { readonly rules: readonly Rule[] }[]): readonly (readonly string[])[] {
  const seen = new Map<string, number>();
  return groups.map(({ rules }) =>
    rules.map((rule) => {
      const key = JSON.stringify([nameOf(rule), Object.entries(rule.labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return count === 1 ? key : `${key} ${count}`;
    }),
  );
}
