import type { ErrorCode } from "../../base/errors.ts";
import type { ServiceHealth, ServiceTarget } from "./model.ts";

export interface HealthEvidence {
  /** Why the source did not answer; null when it did. */
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
  readonly targets: readonly Pick<ServiceTarget, "state">[];
  /** Some metric of the service had a sample lately. */
  readonly isKnown: boolean;
  /** Some signal has a value of now, or there is none to have one. */
  readonly isFresh: boolean;
}

/** What can be said of a service from what its source and its targets answered. */
export function healthOf({ failure, targets, isKnown, isFresh }: HealthEvidence): ServiceHealth {
  if (failure !== null) return { kind: "failed", ...failure };
  const count = (state: ServiceTarget["state"]) => targets.filter((target) => target.state === state).length;
  const unreachable = count("unreachable");
  const down = count("down");
  if (targets.length > 0) {
    if (unreachable === targets.length) return { kind: "stale", why: "unreachable" };
    if (down + unreachable === targets.length) return { kind: "down", targets: targets.length };
    if (count("waiting") === targets.length) return { kind: "waiting" };
  }
  if (!isKnown) return { kind: "noData" };
  if (!isFresh) return { kind: "stale", why: "noSamples" };
  return down + unreachable > 0
    ? { kind: "degraded", down: down + unreachable, targets: targets.length }
    : { kind: "ok" };
}
