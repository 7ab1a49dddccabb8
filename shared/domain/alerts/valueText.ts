import { formatValue } from "../format/units.ts";
import type { Alert } from "./alert.ts";

/** The value of an alert in words; null where nobody tells one. */
export function valueText(alert: Pick<Alert, "value" | "unit" | "measured" | "annotations">): string | null {
  const { value, unit, annotations } = alert;
  if (value === null) return annotations.value ?? null;
  return value === 0 && isOfAnswers(alert) ? "down" : formatValue(value, unit);
}

/** What the value is held against, `< 15m00s` where it fires below; null where there is no such number, or where it would say nothing. */
export function limitText(
  alert: Pick<Alert, "limit" | "limitIsFloor" | "unit" | "measured" | "annotations">,
): string | null {
  const { limit, limitIsFloor, unit, annotations } = alert;
  if (limit === null) return annotations.limit ?? null;
  if (isOfAnswers(alert)) return null;
  return limitIsFloor ? `< ${formatValue(limit, unit)}` : formatValue(limit, unit);
}

/** `up` is no figure: a target answers, or it does not. */
function isOfAnswers({ measured }: Pick<Alert, "measured">): boolean {
  return /^up(\{[^}]*\})?$/.test(measured ?? "");
}
