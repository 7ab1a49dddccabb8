import type { FiringSpan } from "../../charts/drawFiring.ts";
import type { Alert } from "../../state/alertsStore.ts";
import type { InvestigateView } from "../../state/investigateView.ts";
import { formatAge } from "../../ui/format.ts";

/** When the alert of the view held and fired; null where nobody knows. One that is over is drawn as far as the link tells. */
export function firingSpan(view: Pick<InvestigateView, "sinceMs" | "forMs">, alert: Alert | null): FiringSpan | null {
  const heldFromMs = alert?.sinceMs ?? view.sinceMs;
  if (heldFromMs === null) return null;
  const forMs = alert?.forMs ?? view.forMs ?? 0;
  const dueMs = heldFromMs + forMs;
  const isPending = alert?.state === "pending";
  return {
    heldFromMs,
    firedAtMs: isPending ? null : dueMs,
    endMs: alert === null ? dueMs : null,
    label: forMs === 0 ? "began" : isPending ? "pending" : `held ${formatAge(forMs)}`,
  };
}
