import type { ActiveAlert, RuleAlerts } from "./alertState.ts";

/** After a longer absence nothing is known of what was pending or firing. */
const outageToleranceMs = 3_600_000;
/** An alert that would fire at once after a restart is given that long to go away again. */
const gracePeriodMs = 10 * 60_000;
/** As far as a query looks back for a sample: what was not measured by then is gone. */
const awaitedMs = 5 * 60_000;

/** A rule's alerts after the console was away from `savedAtMs` to `nowMs`: they stand as they were left until they are seen again. */
export function restoreAlerts(saved: RuleAlerts, savedAtMs: number, nowMs: number): RuleAlerts {
  return new Map(
    [...saved].flatMap(([key, alert]) => {
      if (alert.state === "resolved") return [[key, alert]];
      const knownAtMs = alert.restored?.knownAtMs ?? savedAtMs;
      return nowMs - knownAtMs > outageToleranceMs
        ? []
        : [[key, { ...alert, restored: { knownAtMs, sinceMs: nowMs } }]];
    }),
  );
}

/** Whether an alert that an evaluation at `timeMs` does not see may still be there: its source may not have measured it yet. */
export function isAwaited({ restored }: ActiveAlert, timeMs: number): boolean {
  return restored !== null && timeMs - restored.sinceMs < awaitedMs;
}

/** How an alert goes on that is seen again, by Prometheus' rules for restarts: time in which nobody looked does not count. */
export function resumed(alert: ActiveAlert, timeMs: number, forMs: number): ActiveAlert {
  const { restored, state, activeAtMs } = alert;
  if (restored === null) return alert;
  const remainingMs = forMs - (restored.knownAtMs - activeAtMs);
  if (state !== "pending" || remainingMs <= 0) return { ...alert, restored: null };
  const resumedAtMs =
    remainingMs < gracePeriodMs && forMs >= gracePeriodMs
      ? timeMs + gracePeriodMs - forMs
      : activeAtMs + (timeMs - restored.knownAtMs);
  return { ...alert, activeAtMs: resumedAtMs, restored: null };
}
