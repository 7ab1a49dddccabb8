/** Merges lists that are each in time order into one; of equal times the earlier list comes first. */
export function mergeByTime<T extends { readonly timeMs: number }>(lists: readonly (readonly T[])[]): readonly T[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  const middle = filled.length >> 1;
  return mergeTwo(mergeByTime(filled.slice(0, middle)), mergeByTime(filled.slice(middle)));
}

function mergeTwo<T extends { readonly timeMs: number }>(left: readonly T[], right: readonly T[]): readonly T[] {
  const merged: T[] = [];
  let l = 0;
  let r = 0;
  for (;;) {
    const a = left[l];
    const b = right[r];
    if (a === undefined) return merged.concat(right.slice(r));
    if (b === undefined) return merged.concat(left.slice(l));
    if (b.timeMs < a.timeMs) {
      merged.push(b);
      r += 1;
    } else {
      merged.push(a);
      l += 1;
    }
  }
}

/** In time order, kept where times are equal; most lists come ordered and are returned as they are. */
export function inTimeOrder<T extends { readonly timeMs: number }>(lines: readonly T[]): readonly T[] {
  for (let i = 1; i < lines.length; i += 1) {
    if ((lines[i]?.timeMs ?? 0) < (lines[i - 1]?.timeMs ?? 0)) return [...lines].sort((a, b) => a.timeMs - b.timeMs);
  }
  return lines;
}
