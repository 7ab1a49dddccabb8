import { timeOfField } from "../../../../shared/domain/logs/timestamps.ts";
import type { Hit } from "./readHit.ts";

/** Documents are counted by the second that they are dated. */
export const countedStepMs = 1000;

/** The second that a moment is in, Unix ms. */
export function secondOf(timeMs: number): number {
  return Math.floor(timeMs / countedStepMs) * countedStepMs;
}

/** Including, excluding; whole seconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * The documents of the last while that are known, by second. Where a server counts more than these, something is new: nothing
 * else has to be read again to find what it indexed late.
 */
export class SeenDocuments {
  private readonly bySecond = new Map<number, Set<string>>();

  add({ _index, _id, sort: [time] }: Pick<Hit, "_index" | "_id" | "sort">): {
    readonly second: number;
    readonly isNew: boolean;
  } {
    const second = secondOf(timeOfField(String(time), { nowMs: 0, offsetMinutes: 0 }) ?? 0);
    const known = this.bySecond.get(second) ?? new Set();
    this.bySecond.set(second, known);
    const size = known.size;
    return { second, isNew: known.add(`${_index} ${_id}`).size > size };
  }

  /** The spans of which more are counted; `counts` are by second. */
  grown(counts: ReadonlyMap<number, number>): readonly Span[] {
    const spans: Span[] = [];
    for (const [second, count] of [...counts].sort(([a], [b]) => a - b)) {
      if (count <= (this.bySecond.get(second)?.size ?? 0)) continue;
      const last = spans.at(-1);
      const endMs = second + countedStepMs;
      if (last?.endMs === second) spans[spans.length - 1] = { ...last, endMs };
      else spans.push({ startMs: second, endMs });
    }
    return spans;
  }

  forgetBefore(timeMs: number): void {
    for (const second of this.bySecond.keys()) if (second < timeMs) this.bySecond.delete(second);
  }
}
