import type { Evaluation } from "./context.ts";
import { touch } from "./context.ts";
import type { Group } from "./grouping.ts";
import { type Column, isEmpty } from "./vector.ts";

/**
 * The series with the largest (or smallest) values at each step, NaN counting as the worst. At one step they come
 * best first; over a range more than k series may have a part of it.
 */
export function selectExtremes(
  { columns }: Group,
  counts: Float64Array,
  which: "largest" | "smallest",
  { query, steps }: Evaluation,
): readonly Column[] {
  const sign = which === "largest" ? 1 : -1;
  const kept = columns.map(() => new Uint8Array(steps.count));
  const most = Math.min(columns.length, Math.max(0, ...counts));
  if (most === 0) return [];
  touch(query, steps.count);
  const best = new BestPerStep(steps.count, most, counts);
  columns.forEach(({ values, present }, index) => {
    for (let step = 0; step < steps.count; step++) {
      if (present[step] === 1) best.offer(step, index, sign * (values[step] ?? 0));
    }
  });
  best.each((step, index) => {
    const own = kept[index];
    if (own) own[step] = 1;
  });
  const selected = columns.map((column, index) => ({ ...column, present: kept[index] ?? column.present }));
  if (steps.count > 1) return selected.filter((column) => !isEmpty(column));
  return best.ordered(0).flatMap((index) => selected[index] ?? []);
}

/** For each step the k best of what was offered, as a sorted run from best to worst; what came first wins a tie. */
class BestPerStep {
  private readonly width: number;
  private readonly limits: Float64Array;
  private readonly used: Uint32Array;
  private readonly scores: Float64Array;
  private readonly indexes: Uint32Array;

  constructor(steps: number, width: number, limits: Float64Array) {
    this.width = width;
    this.limits = limits;
    this.used = new Uint32Array(steps);
    this.scores = new Float64Array(steps * width);
    this.indexes = new Uint32Array(steps * width);
  }

  offer(step: number, index: number, score: number): void {
    const start = step * this.width;
    const used = this.used[step] ?? 0;
    const limit = this.limits[step] ?? 0;
    const { scores, indexes } = this;
    const isFull = used >= limit || used >= this.width;
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

  each(visit: (step: number, index: number) => void): void {
    for (let step = 0; step < this.used.length; step++) for (const index of this.ordered(step)) visit(step, index);
  }

  ordered(step: number): readonly number[] {
    const start = step * this.width;
    return [...this.indexes.subarray(start, start + (this.used[step] ?? 0))];
  }
}

function isBetter(score: number, than: number): boolean {
  return score > than || (Number.isNaN(than) && !Number.isNaN(score));
}
