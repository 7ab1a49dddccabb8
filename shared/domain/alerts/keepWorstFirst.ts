import type { Alert } from "./alert.ts";
import { worstAlertsFirst } from "./alertWords.ts";

type Ordered = Pick<Alert, "severity" | "sinceMs" | "id">;

/**
 * Keeps alerts in order, worst first, as they change: of ten thousand a few do. The same list again where nothing did; an
 * alert that did not change should be the same object.
 */
export function keepWorstFirst<A extends Ordered>(): (alerts: ReadonlyMap<string, A>) => readonly A[] {
  let order: readonly A[] = [];
  return (alerts) => {
    const staying = order.filter((alert) => alerts.get(alert.id) === alert);
    if (staying.length === order.length && staying.length === alerts.size) return order;
    const known = new Set(staying);
    const coming = [...alerts.values()].filter((alert) => !known.has(alert));
    // Two runs that are in order already are merged in one go.
    order = worstAlertsFirst([...staying, ...worstAlertsFirst(coming)]);
    return order;
  };
}
