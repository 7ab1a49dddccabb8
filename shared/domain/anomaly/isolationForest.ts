/** Euler's: the average depth of an unsuccessful search in a tree of n. */
function averageDepth(n: number): number {
  if (n <= 1) return 0;
  return 2 * (Math.log(n - 1) + 0.5772156649) - (2 * (n - 1)) / n;
}

interface Split {
  readonly column: number;
  readonly at: number;
  readonly below: Tree;
  readonly above: Tree;
}
/** A leaf is how many rows ended there. */
type Tree = Split | number;

export interface IsolationForest {
  /** 0 to 1: about a half and less is usual, towards 1 a row stands alone. */
  score(row: Float64Array): number;
}

/** Liu, Ting and Zhou's forest over rows of equal length without gaps; the same for the same random numbers. */
export function growForest(
  rows: readonly Float64Array[],
  options: { readonly trees: number; readonly sampleSize: number; readonly random: () => number },
): IsolationForest {
  const { trees, random } = options;
  const size = Math.min(options.sampleSize, rows.length);
  const mostDepth = Math.ceil(Math.log2(Math.max(2, size)));
  const grown = Array.from({ length: trees }, () => growTree(sample(rows, size, random), mostDepth, random));
  return {
    score(row) {
      const depth = grown.reduce<number>((sum, tree) => sum + depthOf(tree, row, 0), 0) / trees;
      return 2 ** (-depth / averageDepth(size));
    },
  };
}

function sample(rows: readonly Float64Array[], size: number, random: () => number): Float64Array[] {
  const left = [...rows];
  for (let i = 0; i < size; i += 1) {
    const j = i + Math.floor(random() * (left.length - i));
    const [a, b] = [left[i], left[j]];
    if (a && b) [left[i], left[j]] = [b, a];
  }
  return left.slice(0, size);
}

function growTree(rows: readonly Float64Array[], depthLeft: number, random: () => number): Tree {
  if (rows.length <= 1 || depthLeft === 0) return rows.length;
  const columns = rows[0]?.length ?? 0;
  const column = Math.floor(random() * columns);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = row[column] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) return rows.length;
  const at = low + random() * (high - low);
  const isBelow = (row: Float64Array) => (row[column] ?? 0) < at;
  return {
    column,
    at,
    below: growTree(rows.filter(isBelow), depthLeft - 1, random),
    above: growTree(
      rows.filter((row) => !isBelow(row)),
      depthLeft - 1,
      random,
    ),
  };
}

function depthOf(tree: Tree, row: Float64Array, depth: number): number {
  if (typeof tree === "number") return depth + averageDepth(tree);
  return depthOf((row[tree.column] ?? 0) < tree.at ? tree.below : tree.above, row, depth + 1);
}
