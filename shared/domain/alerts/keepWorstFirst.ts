import { type Ordered, worseFirst, worstAlertsFirst } from "./alertWords.ts";

/**
 * Keeps alerts in order, worst first, as they change: of ten thousand a few do. The same list again where nothing did; an
 * alert that did not change should be the same object.
 */
export function keepWorstFirst<A extends Ordered>(): (alerts: ReadonlyMap<string, A>) => readonly A[] {
  let order: readonly A[] = [];
  /** Those in the order. */
  const known = new Set<A>();
  return (alerts) => {
    const staying: A[] = [];
    for (const alert of order) {
      if (alerts.get(alert.id) === alert) staying.push(alert);
      else known.delete(alert);
    }
    if (staying.length === order.length && order.length === alerts.size) return order;
    const coming: A[] = [];
    for (const alert of alerts.values()) if (!known.has(alert)) coming.push(alert);
    for (const alert of coming) known.add(alert);
    order = merged(staying, worstAlertsFirst(coming));
    return order;
  };
}

/** Both are in order; the second are few, but for the first time, and each looks for its place by halves. */
function merged<A extends Ordered>(most: readonly A[], few: readonly A[]): readonly A[] {
  const all: A[] = [];
  let at = 0;
  for (const alert of few) {
    const place = placeIn(most, alert, at);
    for (; at < place; at++) all.push(most[at] as A);
    all.push(alert);
  }
  for (; at < most.length; at++) all.push(most[at] as A);
  return all;
}

/** Of the first, from `from` on, that comes after the alert. */
function placeIn<A extends Ordered>(order: readonly A[], alert: A, from: number): number {
  let [low, high] = [from, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (worseFirst(order[middle] as A, alert) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
