import type { Figure } from "../panelAnswers.ts";

/** What a bar or an arc is drawn between: the settings, a share's whole, or the figures themselves. */
export function boundsOf({ settings }: Figure, all: readonly Figure[]): { readonly min: number; readonly max: number } {
  const values = all.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []));
  const min = settings.min ?? Math.min(0, ...values);
  const whole = settings.unit === "percentunit" ? 1 : settings.unit === "percent" ? 100 : Math.max(0, ...values);
  const max = settings.max ?? whole;
  return max > min ? { min, max } : { min, max: min + 1 };
}
