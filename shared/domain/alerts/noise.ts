import type { Labels } from "../metrics/model.ts";
import { fingerprint } from "./fingerprint.ts";

/** One time that an alert fired. */
export interface Firing {
  /** Who evaluates the rule: `local`, or a server by the workspace's name. */
  readonly source: string;
  readonly rule: string;
  readonly fingerprint: string;
  readonly labels: Labels;
  readonly firedMs: number;
  readonly resolvedMs: number | null;
  /** Somebody claimed or silenced it while it lasted. */
  readonly touched: boolean;
}

/** What tells rules of one source and name apart, as far as their alerts say it. */
export interface RuleIdentity {
  readonly source: string;
  readonly rule: string;
  /** Those that all its alerts have: see `fixedLabels`. */
  readonly labels: Labels;
}

export interface RuleNoise extends RuleIdentity {
  readonly fired: number;
  /** Fired again within a quarter of an hour after it had resolved. */
  readonly flapped: number;
  readonly resolvedUntouched: number;
  /** 0 to 1: the share of firings that asked for nothing; null below three, which say too little. */
  readonly score: number | null;
}

const flapMs = 15 * 60_000;
const fewest = 3;

/** The labels of a rule that are no templates: every alert of it has them as they stand. */
export function fixedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => !value.includes("{{")));
}

/** Rules of one key cannot be told apart by their alerts. */
export function identityKey({ source, rule, labels }: RuleIdentity): string {
  return JSON.stringify([source, rule, fingerprint(labels)]);
}

/** How much of what each rule said was noise, the noisiest first; `rules` are those that there are now. */
export function noiseOf(firings: readonly Firing[], rules: readonly RuleIdentity[]): readonly RuleNoise[] {
  const named = new Map<string, RuleIdentity[]>();
  for (const rule of rules) named.set(nameKey(rule), [...(named.get(nameKey(rule)) ?? []), rule]);
  const byRule = new Map<string, { readonly identity: RuleIdentity; readonly firings: Firing[] }>();
  for (const firing of firings) {
    const identity = ruleOf(firing, named.get(nameKey(firing)) ?? []);
    const key = identityKey(identity);
    const known = byRule.get(key);
    if (known) known.firings.push(firing);
    else byRule.set(key, { identity, firings: [firing] });
  }
  return [...byRule.values()]
    .map((one) => noiseOfRule(one.identity, one.firings))
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || b.fired - a.fired);
}

function nameKey({ source, rule }: Pick<RuleIdentity, "source" | "rule">): string {
  return JSON.stringify([source, rule]);
}

/** Of several of its name the one that says most of its labels; a rule alone has what fired before its labels were changed as well. */
function ruleOf(firing: Firing, named: readonly RuleIdentity[]): RuleIdentity {
  const [only] = named;
  if (only && named.length === 1) return only;
  const count = ({ labels }: RuleIdentity) => Object.keys(labels).length;
  const [best] = named
    .filter(({ labels }) => Object.entries(labels).every(([name, value]) => firing.labels[name] === value))
    .sort((a, b) => count(b) - count(a));
  return best ?? { source: firing.source, rule: firing.rule, labels: {} };
}

function noiseOfRule({ source, rule, labels }: RuleIdentity, firings: readonly Firing[]): RuleNoise {
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
  return { source, rule, labels, fired: firings.length, flapped, resolvedUntouched, score };
}
