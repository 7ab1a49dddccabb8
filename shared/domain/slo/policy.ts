import { timeLeftMs } from "./budget.ts";

/** What a team does once less than so much of a budget is left. */
export interface PolicyLine {
  /** Of the whole budget, 0 to 100. */
  readonly belowPercent: number;
  readonly action: string;
  /** From here on risky runbooks of the service are warned of in their review. */
  readonly freezes: boolean;
}

/** Of SLOs whose file has none. */
export const defaultPolicy: readonly PolicyLine[] = [
  { belowPercent: 50, action: "Review risky deploys", freezes: false },
  { belowPercent: 20, action: "Two approvals per deploy", freezes: false },
  { belowPercent: 10, action: "Feature freeze, fixes only", freezes: true },
  { belowPercent: 0, action: "Freeze until 7 d without burn", freezes: true },
];

export function inOrderOfBudget(policy: readonly PolicyLine[]): readonly PolicyLine[] {
  return [...policy].sort((a, b) => b.belowPercent - a.belowPercent);
}

/** The share of the budget, 0 to 1, below which its policy freezes; null where no line does. */
export function freezeRatioOf(policy: readonly PolicyLine[]): number | null {
  const freezing = policy.filter(({ freezes }) => freezes).map(({ belowPercent }) => belowPercent / 100);
  return freezing.length === 0 ? null : Math.max(...freezing);
}

/** `critical` once it freezes or is spent, `warning` from the first line of its policy on. */
export function budgetVerdict(policy: readonly PolicyLine[], leftRatio: number): "ok" | "warning" | "critical" {
  if (leftRatio <= 0 || leftRatio < (freezeRatioOf(policy) ?? 0)) return "critical";
  return policy.some(({ belowPercent }) => leftRatio < belowPercent / 100) ? "warning" : "ok";
}

export type PolicyState =
  | { readonly kind: "active" }
  /** The first one that is not; null when nothing is spent at the moment. */
  | { readonly kind: "next"; readonly inMs: number | null }
  | { readonly kind: "notReached" };

/** Where a budget stands in its policy, line by line; a line at 0 % holds once nothing is left. */
export function policyStates(
  policy: readonly PolicyLine[],
  leftRatio: number,
  burnRate: number | null,
  windowMs: number,
): readonly PolicyState[] {
  const isActive = ({ belowPercent }: PolicyLine) =>
    belowPercent === 0 ? leftRatio <= 0 : leftRatio < belowPercent / 100;
  const next = policy.find((line) => !isActive(line));
  return policy.map((line): PolicyState => {
    if (isActive(line)) return { kind: "active" };
    if (line !== next) return { kind: "notReached" };
    const inMs = burnRate === null ? null : timeLeftMs(leftRatio - line.belowPercent / 100, burnRate, windowMs);
    return { kind: "next", inMs };
  });
}
