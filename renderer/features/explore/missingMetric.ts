import { metricsAsked } from "../../../shared/domain/promql/metricsAsked.ts";

export interface MissingMetric {
  readonly name: string;
  /** Metrics that the source has and whose names share most words with it, the closest first. */
  readonly similar: readonly string[];
}

const mostSimilar = 3;

/** The first metric that is asked for and that a source with these does not have; null when it has all of them. */
export function missingMetric(exprs: readonly string[], known: readonly string[]): MissingMetric | null {
  const has = new Set(known);
  const name = exprs.flatMap(metricsAsked).find((one) => !has.has(one));
  return name === undefined ? null : { name, similar: similarTo(name, known) };
}

function similarTo(name: string, known: readonly string[]): readonly string[] {
  const words = wordsOf(name);
  return known
    .filter((metric) => /^[a-zA-Z_:][\w:]*$/.test(metric))
    .map((metric) => ({ metric, share: sharedWords(words, wordsOf(metric)) }))
    .filter(({ share }) => share >= 0.5)
    .sort((a, b) => b.share - a.share || (a.metric < b.metric ? -1 : 1))
    .slice(0, mostSimilar)
    .map(({ metric }) => metric);
}

function wordsOf(name: string): ReadonlySet<string> {
  return new Set(name.toLowerCase().split(/[_:]+/).filter(Boolean));
}

/** Of all words of both, the share that both have. */
function sharedWords(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = [...a].filter((word) => b.has(word)).length;
  return common === 0 ? 0 : common / (a.size + b.size - common);
}
