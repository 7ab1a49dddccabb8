import type { Contract } from "../../../../shared/contract/contract.ts";
import type { Item, Result } from "../../../../shared/contract/define.ts";
import { fixedLabels, identityKey } from "../../../../shared/domain/alerts/noise.ts";
import type { Sort } from "../../../ui/DataTable.tsx";

export type RulesItem = Item<Contract["alerts.rules"]>;
type Group = RulesItem["groups"][number];
type Rule = Group["rules"][number];
type Noise = Result<Contract["alerts.noise"]>["rules"][number];

export const ruleTabs = ["all", "firing", "pending", "failing"] as const;
export type RuleTab = (typeof ruleTabs)[number];

/** A line of the table. */
export interface RuleRow extends Rule {
  readonly id: string;
  readonly source: string;
  readonly group: string;
  readonly file: string;
  readonly intervalMs: number;
  readonly missed: number | null;
  /** Unevaluated for more than two of its intervals. */
  readonly isLate: boolean;
  /** Null where the history has none of its firings. */
  readonly noise: Noise | null;
}

export function ruleRows(groups: readonly Group[], noise: readonly Noise[], nowMs: number): readonly RuleRow[] {
  const byRule = new Map(noise.map((one) => [identityKey(one), one]));
  return groups.flatMap(({ source, name: group, file, intervalMs, missed, rules }) =>
    rules.map((rule, index): RuleRow => {
      const { name, evaluatedAtMs } = rule;
      const identity = { source, rule: name, labels: fixedLabels(rule.labels) };
      return {
        ...rule,
        id: `${source} ${file} ${group} ${index}`,
        source,
        group,
        file,
        intervalMs,
        missed,
        isLate: evaluatedAtMs !== null && nowMs - evaluatedAtMs > 2 * intervalMs + graceMs,
        noise: rule.kind === "alert" ? (byRule.get(identityKey(identity)) ?? null) : null,
      };
    }),
  );
}

/** An answer takes its time, and servers are asked every ten seconds. */
const graceMs = 15_000;

export function isInTab({ state, health }: RuleRow, tab: RuleTab): boolean {
  if (tab === "all") return true;
  return tab === "failing" ? health === "failed" : state === tab;
}

/** Every word is somewhere in its name, expression, group, file or source. */
export function matchesWords({ name, expr, group, file, source }: RuleRow, text: string): boolean {
  const whole = [name, expr, group, file, source].join("\n").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

const stateRank = { firing: 0, pending: 1, inactive: 2 } as const;
const healthRank = { failed: 0, unknown: 1, ok: 2 } as const;

/** What a column is sorted by; those without a figure come last in either direction. */
const sortKeys: Readonly<Record<string, (row: RuleRow) => number | string | null>> = {
  name: ({ name }) => name.toLowerCase(),
  source: ({ source }) => source,
  group: ({ group }) => group.toLowerCase(),
  state: ({ state }) => (state === null ? null : stateRank[state]),
  health: ({ health }) => healthRank[health],
  evaluated: ({ evaluatedAtMs }) => evaluatedAtMs,
  took: ({ durationMs }) => durationMs,
  missed: ({ missed }) => missed,
  fired: ({ noise }) => noise?.fired ?? null,
  flapped: ({ noise }) => noise?.flapped ?? null,
  untouched: ({ noise }) => noise?.resolvedUntouched ?? null,
  noise: ({ noise }) => noise?.score ?? null,
};

export function sortedRules(rows: readonly RuleRow[], { column, direction }: Sort): readonly RuleRow[] {
  const key = sortKeys[column];
  if (!key) return rows;
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return x === y ? 0 : x < y ? -sign : sign;
  });
}
