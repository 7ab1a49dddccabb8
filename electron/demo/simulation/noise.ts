/** Randomness that is a function of its arguments: the same seed and time give the same fleet, forwards and backwards. */

/** A 32-bit hash of text and numbers, uniform enough to seed everything else. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5;
  for (const part of parts) {
    for (const character of `${part}/`) {
      state ^= character.charCodeAt(0);
      state = Math.imul(state, 0x01000193);
    }
  }
  state ^= state >>> 16;
  state = Math.imul(state, 0x7feb352d);
  state ^= state >>> 15;
  state = Math.imul(state, 0x846ca68b);
  return (state ^ (state >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
function uniform(...parts: readonly (string | number)[]): number {
  return hash(...parts) / 0x1_0000_0000;
}

/** Uniform in [low, high). */
export function between(low: number, high: number, ...parts: readonly (string | number)[]): number {
  return low + (high - low) * uniform(...parts);
}

/** `length` lower-case hex digits. */
export function hex(length: number, ...parts: readonly (string | number)[]): string {
  let text = "";
  for (let block = 0; text.length < length; block += 1)
    text += hash(block, ...parts)
      .toString(16)
      .padStart(8, "0");
  return text.slice(0, length);
}

/** Smooth noise in [-1, 1] over time: a new random value every `periodSeconds`, eased in between. */
export function wander(timeSeconds: number, periodSeconds: number, seed: number): number {
  const step = timeSeconds / periodSeconds;
  const index = Math.floor(step);
  const part = step - index;
  const eased = part * part * (3 - 2 * part);
  return lattice(seed, index) * (1 - eased) + lattice(seed, index + 1) * eased;
}

function lattice(seed: number, index: number): number {
  let value = Math.imul(seed ^ Math.imul(index, 0x9e3779b1), 0x85ebca6b);
  value ^= value >>> 13;
  value = Math.imul(value, 0xc2b2ae35);
  value ^= value >>> 16;
  return (value >>> 0) / 0x8000_0000 - 1;
}

/**
 * A rate that swings around its mean, and what it adds up to: both in closed form, so that counters need no history and
 * always agree with the rate. Three sines, together at most `swing` of the mean.
 */
export function swinging(
  mean: number,
  swing: number,
  seed: number,
): { rate(t: number): number; total(t: number): number } {
  const waves = [0, 1, 2].map((index) => ({
    amplitude: (mean * swing) / 3,
    omega: (2 * Math.PI) / between(40, 700, seed, index, "period"),
    phase: between(0, 2 * Math.PI, seed, index, "phase"),
  }));
  return {
    rate: (t) => waves.reduce((sum, wave) => sum + wave.amplitude * Math.sin(wave.omega * t + wave.phase), mean),
    total: (t) =>
      waves.reduce(
        (sum, wave) =>
          sum + (wave.amplitude / wave.omega) * (Math.cos(wave.phase) - Math.cos(wave.omega * t + wave.phase)),
        mean * t,
      ),
  };
}
