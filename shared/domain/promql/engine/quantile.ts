import type { TextSpan } from "../queryError.ts";
import type { AnnotationList } from "./annotations.ts";
import { shortNumber } from "./numberText.ts";

/** The φ-quantile of values that this sorts; NaN counts as smaller than all. Outside 0 to 1 it is infinite. */
export function quantileOf(phi: number, values: Float64Array): number {
  const count = values.length;
  if (count === 0 || Number.isNaN(phi)) return Number.NaN;
  if (phi < 0) return Number.NEGATIVE_INFINITY;
  if (phi > 1) return Number.POSITIVE_INFINITY;
  values.sort();
  // Sorting puts NaN last.
  let numbers = count;
  while (numbers > 0 && Number.isNaN(values[numbers - 1])) numbers -= 1;
  const missing = count - numbers;
  const at = (index: number) => (index < missing ? Number.NaN : (values[index - missing] ?? Number.NaN));
  const rank = phi * (count - 1);
  const lower = Math.floor(rank);
  const weight = rank - lower;
  return at(lower) * (1 - weight) + at(Math.min(count - 1, lower + 1)) * weight;
}

export function warnAboutQuantiles(phis: Float64Array, annotations: AnnotationList, span: TextSpan): void {
  for (const phi of new Set(phis)) {
    if (phi >= 0 && phi <= 1) continue;
    annotations.warn(`quantile value should be between 0 and 1, got ${shortNumber(phi)}`, span);
  }
}
