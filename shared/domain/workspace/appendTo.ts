import { type Document, isSeq } from "yaml";

/** Adds items at the end of a list at the top of a file; what stands there keeps its comments and order. */
export function appendTo(document: Document, key: string, items: readonly object[]): void {
  if (items.length === 0) return;
  const sequence = document.get(key, true);
  if (isSeq(sequence)) {
    // An empty `[]` would go on as one long line.
    if (sequence.items.length === 0) sequence.flow = false;
    for (const item of items) sequence.add(document.createNode(item));
  } else document.set(key, document.createNode(items));
}
