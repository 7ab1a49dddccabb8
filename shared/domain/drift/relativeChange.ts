/** How much a figure changed, of what it was: 0.6 is 60 % more; null where it was zero and is no longer. */
export function relativeChange(reference: number, now: number): number | null {
  if (reference === now) return 0;
  return reference === 0 ? null : (now - reference) / Math.abs(reference);
}

/** The same size for a rise and for the fall that undoes it: twice as much and half as much are both 1. Infinite from or to zero. */
export function changeSize(reference: number, now: number): number {
  const there = relativeChange(reference, now);
  const back = relativeChange(now, reference);
  return there === null || back === null ? Number.POSITIVE_INFINITY : Math.max(Math.abs(there), Math.abs(back));
}
