import type { Matching, SetOperator } from "../ast.ts";
import { type Evaluation, touch } from "./context.ts";
import { columnsByMatch, type MatchGroup, plainMatching } from "./match.ts";
import { type Column, mergeEqual } from "./vector.ts";

/** `and`, `or`, `unless`: decided at each step by what the other side has there. */
export function applySetOperator(
  operator: SetOperator,
  matching: Matching | null,
  left: readonly Column[],
  right: readonly Column[],
  { query }: Evaluation,
): readonly Column[] {
  const rule = matching ?? plainMatching;
  switch (operator) {
    case "and":
      return masked(left, presence(right, rule), rule, true);
    case "unless":
      return masked(left, presence(right, rule), rule, false);
    case "or":
      touch(query, right.length);
      return mergeEqual([...left, ...masked(right, presence(left, rule), rule, false)]);
  }
}

/** The columns at the steps where the other side has (or has not) a series that matches. */
function masked(
  columns: readonly Column[],
  others: ReadonlyMap<string, Uint8Array>,
  matching: Matching,
  wanted: boolean,
): readonly Column[] {
  const kept: Column[] = [];
  for (const [key, group] of columnsByMatch(columns, matching)) {
    const there = others.get(key);
    for (const column of group.columns) {
      if (!there) {
        if (!wanted) kept.push(column);
        continue;
      }
      const present = column.present.map((here, step) => (here === 1 && (there[step] === 1) === wanted ? 1 : 0));
      if (present.includes(1)) kept.push({ ...column, present });
    }
  }
  return kept;
}

/** For each match, the steps at which a series of it is there. */
function presence(columns: readonly Column[], matching: Matching): ReadonlyMap<string, Uint8Array> {
  return new Map([...columnsByMatch(columns, matching)].map(([key, group]) => [key, anyPresent(group)]));
}

function anyPresent({ columns }: MatchGroup): Uint8Array {
  const [first] = columns;
  if (columns.length === 1 && first) return first.present;
  const any = new Uint8Array(first?.present.length ?? 0);
  for (const { present } of columns) {
    for (let step = 0; step < any.length; step++) any[step] = (any[step] ?? 0) | (present[step] ?? 0);
  }
  return any;
}
