/** Characters of the text that the query matched: `[start, end)`, ascending. */
export type Ranges = readonly (readonly [number, number])[];

export interface FuzzyMatch {
  /** Higher is better; comparable between texts of one query. */
  readonly score: number;
  readonly ranges: Ranges;
}

const wordStart = 60;
const wholeRun = 40;
const perCharacter = 4;
const perGap = 6;
const earlyBonus = 12;

/** Matches every word of `query` somewhere in `text`, in any order, whole or as a subsequence. Null when one is not there. */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const lower = text.toLowerCase();
  let score = 0;
  const ranges: (readonly [number, number])[] = [];
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === "") continue;
    const match = matchWord(word, lower);
    if (!match) return null;
    score += match.score;
    ranges.push(...match.ranges);
  }
  return { score, ranges: merged(ranges) };
}

function matchWord(word: string, lower: string): FuzzyMatch | null {
  return bestRun(word, lower) ?? bestSubsequence(word, lower);
}

/** The word as it stands; one at the start of a word of the text is better. */
function bestRun(word: string, lower: string): FuzzyMatch | null {
  let best: FuzzyMatch | null = null;
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
    const score =
      wholeRun + word.length * perCharacter + (startsWord(lower, at) ? wordStart : 0) + Math.max(0, earlyBonus - at);
    if (!best || score > best.score) best = { score, ranges: [[at, at + word.length]] };
  }
  return best;
}

/** The word's characters in order, from the start that needs the fewest gaps. */
function bestSubsequence(word: string, lower: string): FuzzyMatch | null {
  let best: FuzzyMatch | null = null;
  const first = word[0] ?? "";
  for (let from = lower.indexOf(first); from >= 0; from = lower.indexOf(first, from + 1)) {
    const ranges = subsequenceFrom(word, lower, from);
    if (!ranges) break;
    const score =
      word.length * perCharacter -
      (ranges.length - 1) * perGap +
      (startsWord(lower, from) ? wordStart / 2 : 0) +
      Math.max(0, earlyBonus - from);
    if (!best || score > best.score) best = { score, ranges };
  }
  return best;
}

function subsequenceFrom(word: string, lower: string, from: number): Ranges | null {
  const ranges: (readonly [number, number])[] = [];
  let at = from;
  for (const character of word) {
    const found = lower.indexOf(character, at);
    if (found < 0) return null;
    ranges.push([found, found + 1]);
    at = found + 1;
  }
  return merged(ranges);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[^a-z0-9]/.test(text[at - 1] ?? "");
}

function merged(ranges: Ranges): Ranges {
  const out: [number, number][] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
