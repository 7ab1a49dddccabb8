import { MidwatchError } from "../../../base/errors.ts";
import { type Binary, isComparison, type Matching } from "../ast.ts";
import { checkCells, type Evaluation, touch } from "./context.ts";
import { LabelSet } from "./labelSet.ts";
import { nameSet } from "./nameSet.ts";
import { arithmetic, compare } from "./operators.ts";
import { type Column, isEmpty, mergeEqual, newColumn } from "./vector.ts";

export const plainMatching: Matching = { on: false, labels: [], many: null, include: [] };

/** The labels by which series of two vectors are paired. */
function matchLabels({ on, labels }: Matching): (own: LabelSet) => LabelSet {
  const names = nameSet(labels);
  return (own) => (on ? own.keep(names) : own.withoutIdentity().without(names));
}

/** The columns by what they are paired by. */
export function columnsByMatch(columns: readonly Column[], matching: Matching): Map<string, MatchGroup> {
  const labelsOf = matchLabels(matching);
  const groups = new Map<string, MatchGroup>();
  for (const column of columns) {
    const labels = labelsOf(column.labels);
    const known = groups.get(labels.key);
    if (known) known.columns.push(column);
    else groups.set(labels.key, { labels, columns: [column] });
  }
  return groups;
}

export interface MatchGroup {
  readonly labels: LabelSet;
  readonly columns: Column[];
}

/** Arithmetic and comparison of two vectors, series paired by their labels, one to one or many to one. */
export function matchVectors(
  node: Binary,
  left: readonly Column[],
  right: readonly Column[],
  evaluation: Evaluation,
): readonly Column[] {
  const pairing = new Pairing(node, left, right, evaluation);
  return mergeEqual(pairing.columns());
}

class Pairing {
  private readonly node: Binary;
  private readonly matching: Matching;
  private readonly evaluation: Evaluation;
  /** The side that may have many series of a pair; the left one when neither may. */
  private readonly many: readonly Column[];
  private readonly one: readonly Column[];
  private readonly compute: (left: number, right: number) => number;
  private readonly keeps: (left: number, right: number) => boolean;

  constructor(node: Binary, left: readonly Column[], right: readonly Column[], evaluation: Evaluation) {
    this.node = node;
    this.matching = node.matching ?? plainMatching;
    this.evaluation = evaluation;
    const swapped = this.matching.many === "right";
    this.many = swapped ? right : left;
    this.one = swapped ? left : right;
    const { compute, keeps } = computation(node);
    this.compute = swapped ? (many, one) => compute(one, many) : compute;
    this.keeps = swapped ? (many, one) => keeps(one, many) : keeps;
  }

  columns(): readonly Column[] {
    const ones = columnsByMatch(this.one, this.matching);
    const manys = columnsByMatch(this.many, this.matching);
    const bothThere = stepsOfBoth(this.many, this.one);
    for (const group of ones.values()) this.refuseDuplicates(group, bothThere);
    const columns: Column[] = [];
    for (const [key, { columns: many }] of manys) {
      const one = ones.get(key)?.columns ?? [];
      if (this.matching.many === null) this.refuseSeveral(many, one);
      const seen = new Map<string, Uint8Array>();
      for (const column of many) {
        touch(this.evaluation.query, column.values.length);
        for (const source of one) {
          const result = this.combine(column, source, seen);
          if (!isEmpty(result)) columns.push(result);
        }
      }
      checkCells(this.evaluation, columns.length, this.node.span);
    }
    return columns;
  }

  private combine(many: Column, one: Column, seen: Map<string, Uint8Array>): Column {
    const labels = this.resultLabels(many.labels, one.labels);
    const drops = !isComparison(this.node.operator) || this.node.bool;
    const result = newColumn(labels, drops || many.dropName, many.values.length);
    if (this.matching.many !== null) this.refuseEqualResults(labels, stepsOfBoth([many], [one]), seen);
    for (let step = 0; step < many.values.length; step++) {
      if (many.present[step] === 0 || one.present[step] === 0) continue;
      const a = many.values[step] ?? 0;
      const b = one.values[step] ?? 0;
      if (!this.keeps(a, b)) continue;
      result.values[step] = this.compute(a, b);
      result.present[step] = 1;
    }
    return result;
  }

  /** In one to one matching what was not matched by goes; from the one side come the labels of `group_left`. */
  private resultLabels(many: LabelSet, one: LabelSet): LabelSet {
    const { on, labels, many: side, include } = this.matching;
    let result = many;
    if (side === null && this.node.matching !== null) {
      const names = nameSet(labels);
      result = on ? result.keep(names) : result.without(names);
    }
    for (const label of include) result = result.with(label, one.get(label));
    return result;
  }

  /** The one side never has two series of a match at a step where there is anything to pair. */
  private refuseDuplicates({ labels, columns }: MatchGroup, bothThere: Uint8Array): void {
    if (columns.length === 1) return;
    const owners = new Int32Array(bothThere.length).fill(-1);
    columns.forEach((column, index) => {
      for (let step = 0; step < bothThere.length; step++) {
        if (column.present[step] === 0 || bothThere[step] === 0) continue;
        const owner = columns[owners[step] ?? -1];
        if (owner) throw this.duplicate(labels, owner.labels, column.labels);
        owners[step] = index;
      }
    });
  }

  private duplicate(group: LabelSet, first: LabelSet, second: LabelSet): MidwatchError {
    const side = this.matching.many === "right" ? "left" : "right";
    const pair = [first, second].sort(LabelSet.compare).join(", ");
    return this.error(
      `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${pair}];many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }

  private refuseSeveral(many: readonly Column[], one: readonly Column[]): void {
    if (many.length < 2) return;
    const counts = new Uint32Array(many[0]?.present.length ?? 0);
    for (const { present } of many) {
      for (let step = 0; step < counts.length; step++) {
        if (present[step] === 0 || !one.some((column) => column.present[step] === 1)) continue;
        counts[step] = (counts[step] ?? 0) + 1;
        if ((counts[step] ?? 0) < 2) continue;
        throw this.error("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)");
      }
    }
  }

  /** `seen` says at which steps there is a result of those labels already. */
  private refuseEqualResults({ key }: LabelSet, paired: Uint8Array, seen: Map<string, Uint8Array>): void {
    const known = seen.get(key);
    if (!known) {
      seen.set(key, paired);
      return;
    }
    for (let step = 0; step < paired.length; step++) {
      if (paired[step] === 0) continue;
      if (known[step] === 1) {
        throw this.error("multiple matches for labels: grouping labels must ensure unique matches");
      }
      known[step] = 1;
    }
  }

  private error(message: string): MidwatchError {
    return new MidwatchError("BAD_QUERY", message, { detail: { position: this.node.span } });
  }
}

function computation({ operator, bool }: Binary) {
  const always = () => true;
  if (isComparison(operator)) {
    const holds = compare[operator];
    if (bool) return { compute: (left: number, right: number) => (holds(left, right) ? 1 : 0), keeps: always };
    return { compute: (left: number) => left, keeps: holds };
  }
  const compute = operator in arithmetic ? arithmetic[operator as keyof typeof arithmetic] : arithmetic["+"];
  return { compute, keeps: always };
}

/** 1 at the steps where both vectors have some series. */
function stepsOfBoth(first: readonly Column[], second: readonly Column[]): Uint8Array {
  const [some, others] = [first, second].map(stepsOfAny);
  return (some ?? new Uint8Array(0)).map((here, step) => here & (others?.[step] ?? 0));
}

function stepsOfAny(columns: readonly Column[]): Uint8Array {
  const any = new Uint8Array(columns[0]?.present.length ?? 0);
  for (const { present } of columns)
    for (let step = 0; step < any.length; step++) any[step] = (any[step] ?? 0) | (present[step] ?? 0);
  return any;
}
