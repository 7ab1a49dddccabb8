import type { Alert } from "../../../shared/domain/alerts/alert.ts";

/** Ids of alerts that are new, another object, or gone. */
export function differing(before: ReadonlyMap<string, Alert>, after: ReadonlyMap<string, Alert>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [id, alert] of after) if (before.get(id) !== alert) ids.add(id);
  for (const id of before.keys()) if (!after.has(id)) ids.add(id);
  return ids;
}
