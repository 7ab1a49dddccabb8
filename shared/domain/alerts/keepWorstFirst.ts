import type { Alert } from "./alert.ts";
import { worstAlertsFirst } from "./alertWords.ts";

type Ordered = Pick<Alert, "severity" | "sinceMs" | "id">;

/**
 * Keeps alerts in order, worst first, as they change: of ten thousand a few do. The same list again where nothing did; an
 * alert that did not change should be the same object.
 */
export function keepWorstFirst<A extends Ordered>(): (alerts: ReadonlyMap<string, A>) => readonly A[] {
  let order: readonly A[] = [];
  /** Those in the order. */
  const known = new Set<A>();
  return (alerts) => {
    const going = order.filter((alert) => alerts.get(alert.id) !== alert);
    if (going.length === 0 && order.length === alerts.size) return order;
    for (const alert of going) known.delete(alert);
    const staying = going.length === 0 ? order : order.filter((alert) => known.has(alert));
    const coming: A[] = [];
    for (const alert of alerts.values()) if (!known.has(alert)) coming.push(alert);
    for (const alert of coming) known.add(alert);
    // Two runs that are in order already are merged in one go.
    order = worstAlertsFirst([...staying, ...worstAlertsFirst(coming)]);
    return order;
  };
}
