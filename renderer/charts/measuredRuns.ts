/** Stretches of measured values: `end` is the first step after each. */
export function measuredRuns(values: Float64Array): readonly { readonly from: number; readonly end: number }[] {
  const found: { from: number; end: number }[] = [];
  for (let i = 0; i < values.length; i += 1) {
    if (Number.isNaN(values[i])) continue;
    const from = i;
    while (i < values.length && !Number.isNaN(values[i])) i += 1;
    found.push({ from, end: i });
  }
  return found;
}
