/**
 * Sums that keep what rounding loses (Neumaier's form of Kahan's): `sums[i] + lost[i]` is the sum at `i`.
 * Arrays, so that a whole column is added in one loop.
 */
export function addCompensated(sums: Float64Array, lost: Float64Array, at: number, value: number): void {
  const sum = sums[at] ?? 0;
  const next = sum + value;
  sums[at] = next;
  if (!Number.isFinite(next)) lost[at] = 0;
  else if (Math.abs(sum) >= Math.abs(value)) lost[at] = (lost[at] ?? 0) + (sum - next + value);
  else lost[at] = (lost[at] ?? 0) + (value - next + sum);
}

/** The compensated sum of `values[from]` to `values[to - 1]`. */
export function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let lost = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] ?? 0;
    const next = sum + value;
    if (!Number.isFinite(next)) lost = 0;
    else if (Math.abs(sum) >= Math.abs(value)) lost += sum - next + value;
    else lost += value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The mean, also where the sum would overflow. */
export function meanOf(values: Float64Array, from: number, to: number): number {
  const count = to - from;
  const sum = sumOf(values, from, to);
  if (Number.isFinite(sum) || !isFiniteRun(values, from, to)) return sum / count;
  const shares = values.slice(from, to);
  for (let i = 0; i < count; i++) shares[i] = (shares[i] ?? 0) / count;
  return sumOf(shares, 0, count);
}

function isFiniteRun(values: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
