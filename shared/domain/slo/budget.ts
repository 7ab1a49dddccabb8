/** What was counted over some time: events, or seconds. */
export interface Count {
  readonly bad: number;
  readonly total: number;
}

export interface Budget extends Count {
  /** 1 - bad / total. */
  readonly attainedRatio: number;
  /** Of the whole window, from what was counted. */
  readonly expectedTotal: number;
  /** How much may be bad in the whole window: (1 - objective) x what is expected in it. */
  readonly allowedBad: number;
  /** 1 - bad / allowed; below 0 when more than all of it is spent. */
  readonly leftRatio: number;
}

/** 1 - objective, as the decimal number that is meant: 99.9 gives 0.001 and not 0.00099999999999994. */
export function budgetRatioOf(objectivePercent: number): number {
  const decimals = /\.(\d+)$/.exec(String(objectivePercent))?.[1]?.length ?? 0;
  const scale = 10 ** decimals;
  return (100 * scale - Math.round(objectivePercent * scale)) / (100 * scale);
}

/**
 * Null when nothing was counted: there is then nothing to tell, which is neither a full budget nor an empty one. `elapsedRatio`
 * is how much of the window was watched, less than 1 in a calendar month and while an SLO is new: the rest of it is expected
 * to be as busy, so that the first bad minute does not spend a month's budget.
 */
export function budgetOf({ bad, total }: Count, objectivePercent: number, elapsedRatio = 1): Budget | null {
  if (!(total > 0 && elapsedRatio > 0)) return null;
  const expectedTotal = total / elapsedRatio;
  const allowedBad = budgetRatioOf(objectivePercent) * expectedTotal;
  return {
    bad,
    total,
    expectedTotal,
    attainedRatio: 1 - bad / total,
    allowedBad,
    leftRatio: 1 - shareOf(bad, allowedBad),
  };
}

/** How fast the budget is spent: 1 spends all of it in exactly its window. Null when nothing was counted. */
export function burnRateOf({ bad, total }: Count, objectivePercent: number): number | null {
  return total > 0 ? shareOf(bad / total, budgetRatioOf(objectivePercent)) : null;
}

/** How long the rest of a budget lasts at that pace; null when it lasts for ever, 0 when nothing is left. */
export function timeLeftMs(leftRatio: number, burnRate: number, windowMs: number): number | null {
  if (leftRatio <= 0) return 0;
  return burnRate > 0 ? (leftRatio * windowMs) / burnRate : null;
}

/** An objective of 100 % allows nothing: the first bad event is infinitely more than that. */
function shareOf(bad: number, allowed: number): number {
  return bad === 0 ? 0 : bad / allowed;
}
