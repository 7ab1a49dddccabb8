import type { WorkspaceProblem } from "../../workspace/model.ts";
import type { Rule, RuleGroup } from "./ruleFile.ts";

/** What a valid rule file does that is hardly meant: rules that are the same twice, as `promtool` finds them over all groups. */
export function lintRules(groups: readonly RuleGroup[]): readonly WorkspaceProblem[] {
  const first = new Map<string, number>();
  return groups.flatMap(({ file, rules }) =>
    rules.flatMap((rule) => {
      const identity = JSON.stringify([nameOf(rule), Object.entries(rule.labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
      const line = first.get(identity);
      if (line === undefined) {
        first.set(identity, rule.line);
        return [];
      }
      const message = `${nameOf(rule)} with these labels is a rule of line ${line} already: their series cannot be told apart`;
      return [{ file, line: rule.line, column: 1, message }];
    }),
  );
}

export function nameOf(rule: Rule): string {
  return rule.kind === "alert" ? rule.alert : rule.record;
}
