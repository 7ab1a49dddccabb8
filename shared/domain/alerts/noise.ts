/** One time that an alert fired. */
export interface Firing {
  readonly rule: string;
  readonly fingerprint: string;
  readonly firedMs: number;
  readonly resolvedMs: number | null;
  /** Somebody claimed or silenced it while it lasted. */
  readonly touched: boolean;
}

export interface RuleNoise {
  readonly rule: string;
  readonly fired: number;
  /** Fired again within a quarter of an hour after it had resolved. */
  readonly flapped: number;
  readonly resolvedUntouched: number;
  /** 0 to 1: the share of firings that asked for nothing; null below three, which say too little. */
  readonly score: number | null;
}

const flapMs = 15 * 60_000;
const fewest = 3;

/** How much of what each rule said was noise, the noisiest first. */
export function noiseOf(firings: readonly Firing[]): readonly RuleNoise[] {
  const byRule = new Map<string, Firing[]>();
  for (const firing of firings) byRule.set(firing.rule, [...(byRule.get(firing.rule) ?? []), firing]);
  return [...byRule]
    .map(([rule, all]) => noiseOfRule(rule, all))
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || b.fired - a.fired);
}

function noiseOfRule(rule: string, firings: readonly Firing[]): RuleNoise {
  const lastResolved = new Map<string, number>();
  let flapped = 0;
  let resolvedUntouched = 0;
  let noisy = 0;
  for (const { fingerprint, firedMs, resolvedMs, touched } of [...firings].sort((a, b) => a.firedMs - b.firedMs)) {
    const before = lastResolved.get(fingerprint);
    const isFlap = before !== undefined && firedMs - before <= flapMs;
    const isUntouched = resolvedMs !== null && !touched;
    if (isFlap) flapped += 1;
    if (isUntouched) resolvedUntouched += 1;
    if (isFlap || isUntouched) noisy += 1;
    if (resolvedMs !== null) lastResolved.set(fingerprint, resolvedMs);
  }
  const score = firings.length < fewest ? null : noisy / firings.length;
  return { rule, fired: firings.length, flapped, resolvedUntouched, score };
}
