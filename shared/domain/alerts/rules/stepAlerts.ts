import type { Labels } from "../../metrics/model.ts";
import type { ActiveAlert, RuleAlerts } from "./alertState.ts";
import { isAwaited, resumed } from "./restoreAlerts.ts";
import type { AlertingRule } from "./ruleFile.ts";

/** A resolved alert is still told of that long. */
const resolvedRetentionMs = 15 * 60_000;

/** An alert for which the expression holds now. */
export interface HoldingAlert {
  readonly key: string;
  readonly labels: ActiveAlert["labels"];
  readonly annotations: ActiveAlert["annotations"];
  readonly value: number;
}

/**
 * The rule's alerts after an evaluation at `timeMs`, as Prometheus goes from one to the next. An alert of before a restart that
 * does not hold goes on until it `isMeasured`, or it has been waited for long enough.
 */
export function stepAlerts(
  before: RuleAlerts,
  holding: readonly HoldingAlert[],
  { forMs, keepFiringForMs }: Pick<AlertingRule, "forMs" | "keepFiringForMs">,
  timeMs: number,
  isMeasured: (alert: ActiveAlert) => boolean = () => true,
): RuleAlerts {
  const after = new Map<string, ActiveAlert>();
  for (const { key, labels, annotations, value } of holding) {
    const known = before.get(key);
    const base: ActiveAlert =
      known && known.state !== "resolved"
        ? holdsStill(resumed(known, timeMs, forMs), annotations, value)
        : {
            labels,
            annotations,
            value,
            state: "pending",
            activeAtMs: timeMs,
            firedAtMs: null,
            resolvedAtMs: null,
            keptSinceMs: null,
            restored: null,
          };
    after.set(key, fired(base, forMs, timeMs));
  }
  for (const [key, alert] of before) {
    if (after.has(key)) continue;
    const next = isAwaited(alert, timeMs) && !isMeasured(alert) ? alert : ceased(alert, keepFiringForMs, timeMs);
    if (next) after.set(key, next);
  }
  return after;
}

/** The same object where nothing is new of it. */
function holdsStill(alert: ActiveAlert, annotations: Labels, value: number): ActiveAlert {
  const isSame =
    Object.is(alert.value, value) && alert.keptSinceMs === null && sameTexts(alert.annotations, annotations);
  return isSame ? alert : { ...alert, annotations, value, keptSinceMs: null };
}

function sameTexts(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function fired(alert: ActiveAlert, forMs: number, timeMs: number): ActiveAlert {
  const isDue = alert.state === "pending" && timeMs - alert.activeAtMs >= forMs;
  return isDue ? { ...alert, state: "firing", firedAtMs: timeMs } : alert;
}

/** What becomes of an alert whose expression does not hold; null when nothing is left of it. */
function ceased(alert: ActiveAlert, keepFiringForMs: number, timeMs: number): ActiveAlert | null {
  switch (alert.state) {
    case "pending":
      return null;
    case "resolved":
      return timeMs - (alert.resolvedAtMs ?? 0) > resolvedRetentionMs ? null : alert;
    case "firing": {
      const keptSinceMs = alert.keptSinceMs ?? timeMs;
      if (keepFiringForMs > 0 && timeMs - keptSinceMs < keepFiringForMs) return { ...alert, keptSinceMs };
      return { ...alert, state: "resolved", resolvedAtMs: timeMs, keptSinceMs: null, restored: null };
    }
  }
}
