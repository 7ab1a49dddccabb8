/** How fast a counter rose, a second, at each step: a counter that is lower than before began again at zero. NaN is a gap. */
export function counterRates(values: ArrayLike<number>, stepMs: number): Float64Array {
  const rates = new Float64Array(values.length).fill(Number.NaN);
  let last = Number.NaN;
  let lastAt = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    if (!Number.isNaN(last)) {
      const rose = value < last ? value : value - last;
      rates[i] = rose / (((i - lastAt) * stepMs) / 1000);
    }
    last = value;
    lastAt = i;
  }
  return rates;
}
