export const bucketLabel = "le";

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^[+-]?inf(?:inity)?$/i;

/** The upper bound that a bucket's `le` names, compared as a number; null when it names none. */
export function parseBound(text: string): number | null {
  if (number.test(text)) return Number(text);
  if (infinity.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : null;
}
