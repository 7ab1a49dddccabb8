import { MidwatchError } from "../../../base/errors.ts";
import type { LabelSet } from "./labelSet.ts";

/** One series of an instant vector, at every step. */
export interface Column {
  readonly labels: LabelSet;
  /** The metric name is to go when the answer is given; until then matching and label functions still see it. */
  readonly dropName: boolean;
  /** One value a step; meaningless where `present` is 0. NaN is a value. */
  readonly values: Float64Array;
  readonly present: Uint8Array;
}

export function newColumn(labels: LabelSet, dropName: boolean, stepCount: number): Column {
  return { labels, dropName, values: new Float64Array(stepCount), present: new Uint8Array(stepCount) };
}

export function isEmpty({ present }: Column): boolean {
  return !present.includes(1);
}

/**
 * Columns of equal labels become one where they have no step in common. Throws BAD_QUERY where they have: which
 * of two values is meant cannot be told.
 */
export function mergeEqual(columns: readonly Column[]): readonly Column[] {
  const byKey = new Map<string, Column>();
  for (const column of columns) {
    const known = byKey.get(column.labels.key);
    byKey.set(column.labels.key, known ? mergeTwo(known, column) : column);
  }
  return byKey.size === columns.length ? columns : [...byKey.values()];
}

function mergeTwo(first: Column, second: Column): Column {
  const merged = { ...first, values: first.values.slice(), present: first.present.slice() };
  for (let step = 0; step < second.present.length; step++) {
    if (second.present[step] === 0) continue;
    if (merged.present[step] === 1) {
      throw new MidwatchError("BAD_QUERY", "vector cannot contain metrics with the same labelset");
    }
    merged.present[step] = 1;
    merged.values[step] = second.values[step] ?? 0;
  }
  return merged;
}

/** The columns as the answer names them: without the names that are to go. */
export function withNamesDropped(columns: readonly Column[]): readonly Column[] {
  // Only what loses its name can become equal to another.
  if (!columns.some(({ dropName }) => dropName)) return columns;
  return mergeEqual(
    columns.map((column) =>
      column.dropName ? { ...column, labels: column.labels.withoutIdentity(), dropName: false } : column,
    ),
  );
}
