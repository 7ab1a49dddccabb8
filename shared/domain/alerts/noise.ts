/** One time that an alert fired. */
export interface Firing {
  /** Who evaluates the rule: `local`, or a server by the workspace's name. */
  readonly source: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly firedMs: number;
  readonly resolvedMs: number | null;
  /** Somebody claimed or silenced it while it lasted. */
  readonly touched: boolean;
}

export interface RuleNoise {
  readonly source: string;
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

/** How much of what each rule of each source said was noise, the noisiest first. */
export function noiseOf(firings: readonly Firing[]): readonly RuleNoise[] {
  const byRule = new Map<string, [Firing, ...Firing[]]>();
  for (const firing of firings) {
    const key = JSON.stringify([firing.source, firing.rule]);
    const others = byRule.get(key);
    if (others) others.push(firing);
    else byRule.set(key, [firing]);
  }
  return [...byRule.values()].map(noiseOfRule).sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || b.fired - a.fired);
}

function noiseOfRule(firings: readonly [Firing, ...Firing[]]): RuleNoise {
  const [{ source, rule }] = firings;
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
  return { source, rule, fired: firings.length, flapped, resolvedUntouched, score };
}
