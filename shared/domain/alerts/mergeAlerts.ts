import type { Alert, AlertClaim } from "./alert.ts";

/** Worse first: what one source tells and another does not know counts. */
const states = ["silenced", "inhibited", "firing", "pending"] as const;

/**
 * The same alert as several sources tell it. Held back by one Alertmanager it is held back; since when is the earliest,
 * values and expressions are those of the first source that has them. Null for no alert.
 */
export function mergeAlerts(told: readonly Alert[], claim: AlertClaim | null): Alert | null {
  const [first] = told;
  if (!first) return null;
  if (told.length === 1) return { ...first, claim };
  const ruled = told.find(({ expr }) => expr !== null) ?? first;
  return {
    ...first,
    state: states.find((state) => told.some((alert) => alert.state === state)) ?? first.state,
    annotations: Object.assign({}, ...told.map(({ annotations }) => annotations).reverse()),
    sinceMs: Math.min(...told.map(({ sinceMs }) => sinceMs)),
    value: told.find(({ value }) => value !== null)?.value ?? null,
    limit: ruled.limit,
    limitIsFloor: ruled.limitIsFloor,
    expr: ruled.expr,
    measured: ruled.measured,
    unit: ruled.unit,
    askedAt: ruled.askedAt,
    forMs: told.find(({ forMs }) => forMs !== null)?.forMs ?? null,
    sources: unique(told.flatMap(({ sources }) => sources)),
    silencedBy: unique(told.flatMap(({ silencedBy }) => silencedBy)),
    inhibitedBy: unique(told.flatMap(({ inhibitedBy }) => inhibitedBy)),
    claim,
  };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
