import type { Aggregation } from "../ast.ts";
import type { LabelSet } from "./labelSet.ts";
import { nameSet } from "./nameSet.ts";
import type { Column } from "./vector.ts";

/** The columns that an aggregation takes together. */
export interface Group {
  readonly labels: LabelSet;
  /** Passed on from the columns, so that a name that is to go goes although it was grouped by. */
  readonly dropName: boolean;
  readonly columns: Column[];
}

/** The labels by which an aggregation groups, and which its results have. */
export function groupLabels({ without, labels }: Pick<Aggregation, "without" | "labels">): (own: LabelSet) => LabelSet {
  const names = nameSet(labels);
  return (own) => (without ? own.withoutIdentity().without(names) : own.keep(names));
}

export function groupColumns(columns: readonly Column[], node: Aggregation): readonly Group[] {
  const labelsOf = groupLabels(node);
  const groups = new Map<string, Group>();
  for (const column of columns) {
    const labels = labelsOf(column.labels);
    const known = groups.get(labels.key);
    if (known) known.columns.push(column);
    else groups.set(labels.key, { labels, dropName: column.dropName, columns: [column] });
  }
  return [...groups.values()];
}
