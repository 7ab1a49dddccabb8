import { type Evaluation, touch } from "./context.ts";
import type { Group } from "./grouping.ts";
import { type Column, isEmpty } from "./vector.ts";

/** Up to this many are kept in order while series are gone through; for more, each step is sorted. */
const fewAtMost = 16;

/**
 * The series with the largest (or smallest) values at each step, NaN counting as the worst. At one step they come
 * best first; over a range more than k series may have a part of it.
 */
export function selectExtremes(
  { columns }: Group,
  counts: Float64Array,
  which: "largest" | "smallest",
  evaluation: Evaluation,
): readonly Column[] {
  const most = Math.max(0, ...counts);
  if (most === 0) return [];
  const sign = which === "largest" ? 1 : -1;
  const ranked = most <= fewAtMost ? new FewBest(columns, counts, sign, most) : new AllSorted(columns, counts, sign);
  const kept = columns.map(() => new Uint8Array(evaluation.steps.count));
  for (let step = 0; step < evaluation.steps.count; step++) {
    touch(evaluation.query, columns.length);
    for (const index of ranked.at(step)) {
      const own = kept[index];
      if (own) own[step] = 1;
    }
  }
  const selected = columns.map((column, index) => ({ ...column, present: kept[index] ?? column.present }));
  if (evaluation.steps.count > 1) return selected.filter((column) => !isEmpty(column));
  return [...ranked.at(0)].flatMap((index) => selected[index] ?? []);
}

/** The indexes of the columns to keep at a step, best first; of equal values the first column wins. */
interface Ranking {
  at(step: number): Iterable<number>;
}

/** Goes through the columns once, with a short sorted run for each step. */
class FewBest implements Ranking {
  private readonly width: number;
  private readonly limits: Float64Array;
  private readonly used: Uint32Array;
  private readonly scores: Float64Array;
  private readonly indexes: Uint32Array;

  constructor(columns: readonly Column[], limits: Float64Array, sign: 1 | -1, width: number) {
    this.width = width;
    this.limits = limits;
    this.used = new Uint32Array(limits.length);
    this.scores = new Float64Array(limits.length * width);
    this.indexes = new Uint32Array(limits.length * width);
    columns.forEach(({ values, present }, index) => {
      for (let step = 0; step < values.length; step++) {
        if (present[step] === 1) this.offer(step, index, sign * (values[step] ?? 0));
      }
    });
  }

  at(step: number): Iterable<number> {
    const start = step * this.width;
    return this.indexes.subarray(start, start + (this.used[step] ?? 0));
  }

  private offer(step: number, index: number, score: number): void {
    const { scores, indexes } = this;
    const start = step * this.width;
    const used = this.used[step] ?? 0;
    const isFull = used >= (this.limits[step] ?? 0);
    if (isFull && (used === 0 || !isBetter(score, scores[start + used - 1] ?? 0))) return;
    let at = start + (isFull ? used - 1 : used);
    if (!isFull) this.used[step] = used + 1;
    for (; at > start && isBetter(score, scores[at - 1] ?? 0); at--) {
      scores[at] = scores[at - 1] ?? 0;
      indexes[at] = indexes[at - 1] ?? 0;
    }
    scores[at] = score;
    indexes[at] = index;
  }
}

class AllSorted implements Ranking {
  private readonly columns: readonly Column[];
  private readonly limits: Float64Array;
  private readonly sign: 1 | -1;

  constructor(columns: readonly Column[], limits: Float64Array, sign: 1 | -1) {
    this.columns = columns;
    this.limits = limits;
    this.sign = sign;
  }

  at(step: number): Iterable<number> {
    const scores = this.columns.map(({ values }) => this.sign * (values[step] ?? 0));
    const indexes = [...this.columns.keys()].filter((index) => this.columns[index]?.present[step] === 1);
    const order = (a: number, b: number) => {
      const [first, second] = [scores[a] ?? 0, scores[b] ?? 0];
      return isBetter(first, second) ? -1 : isBetter(second, first) ? 1 : a - b;
    };
    return indexes.sort(order).slice(0, this.limits[step] ?? 0);
  }
}

function isBetter(score: number, than: number): boolean {
  return score > than || (Number.isNaN(than) && !Number.isNaN(score));
}
