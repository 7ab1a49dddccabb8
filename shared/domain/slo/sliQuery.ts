import { parseQuery } from "../promql/parseQuery.ts";
import { checkable } from "./windowTemplate.ts";

/** The bound of the bucket that the query counts by, as `le="4"` says it; null where it counts none or several. */
export function thresholdOf(query: string): number | null {
  const bounds = new Set([...query.matchAll(/_bucket\s*\{[^}]*\ble\s*=\s*["']([^"']+)["']/g)].map((match) => match[1]));
  const [bound] = bounds;
  return bounds.size === 1 && Number.isFinite(Number(bound)) ? Number(bound) : null;
}

/** Throws BAD_QUERY with the place of what is wrong. */
export function checkSliQuery(query: string): void {
  parseQuery(checkable(query));
}
