import { seededRandom } from "../doubles/seededRandom.ts";

/** Normal noise, the same for the same seed. */
export function normalNoise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Values around a level, by what `shape` adds at each step (NaN: a gap). */
export function noisySeries(
  length: number,
  { seed, level, sigma }: { readonly seed: number; readonly level: number; readonly sigma: number },
  shape: (step: number) => number = () => 0,
): Float64Array {
  const noise = normalNoise(seed);
  return Float64Array.from({ length }, (_, step) => level + sigma * noise() + shape(step));
}
