import type { Sort } from "../../ui/DataTable.tsx";

export type SortKeys<Row> = Readonly<Record<string, (row: Row) => string | number | null>>;

/** By a column's key; what has none comes last, whichever way. Equal rows stand by name. */
export function sortRows<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { column, direction }: Sort,
  keys: SortKeys<Row>,
  name: (row: Row) => string,
): readonly Row[] {
  const key = keys[column];
  if (!key) return rows;
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [of, to] = [key(a), key(b)];
    if (of === null || to === null) return of === to ? compare(name(a), name(b)) : of === null ? 1 : -1;
    return sign * compare(of, to) || compare(name(a), name(b));
  });
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
