import type { Alert } from "../../../shared/domain/alerts/alert.ts";

/** What stands for `now`: the object of before where that says the same, so that nobody takes it for a change. */
export function keptAlert(before: Alert | undefined, now: Alert): Alert {
  return before && JSON.stringify(before) === JSON.stringify(now) ? before : now;
}
