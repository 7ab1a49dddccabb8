import type { ActiveAlert, RuleAlerts } from "./alertState.ts";

/** After a longer absence nothing is known of what was pending or firing. */
const outageToleranceMs = 3_600_000;
/** An alert that would fire at once after a restart is given that long to go away again. */
const gracePeriodMs = 10 * 60_000;

/** A rule's alerts as they go on after the console was away from `savedAtMs` to `nowMs`, by Prometheus' rules for restarts. */
export function restoreAlerts(saved: RuleAlerts, savedAtMs: number, nowMs: number, forMs: number): RuleAlerts {
  if (nowMs - savedAtMs > outageToleranceMs) return new Map();
  return new Map([...saved].map(([key, alert]) => [key, restored(alert, savedAtMs, nowMs, forMs)]));
}

function restored(alert: ActiveAlert, savedAtMs: number, nowMs: number, forMs: number): ActiveAlert {
  if (alert.state !== "pending") return alert;
  const remainingMs = forMs - (savedAtMs - alert.activeAtMs);
  if (remainingMs <= 0) return alert;
  // The time away does not count as time in which the expression held.
  const activeAtMs =
    remainingMs < gracePeriodMs && forMs >= gracePeriodMs
      ? nowMs + gracePeriodMs - forMs
      : alert.activeAtMs + (nowMs - savedAtMs);
  return { ...alert, activeAtMs };
}
