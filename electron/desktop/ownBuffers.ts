/**
 * The same data with every typed array over a buffer of its own. Structured clone takes a view's whole buffer along: a few
 * bytes out of a pool would hand all of the pool to the page.
 */
export function ownBuffers(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return isWhole(value) || value instanceof DataView ? value : copyOf(value);
  if (Array.isArray(value)) return mapChanged(value, ownBuffers);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const owned = entries.map(([key, item]) => [key, ownBuffers(item)] as const);
  return owned.every(([, item], index) => item === entries[index]?.[1]) ? value : Object.fromEntries(owned);
}

function isWhole(view: ArrayBufferView): boolean {
  return view.byteLength === view.buffer.byteLength && !Buffer.isBuffer(view);
}

function copyOf(view: ArrayBufferView): ArrayBufferView {
  if (Buffer.isBuffer(view)) return new Uint8Array(view);
  return "slice" in view && typeof view.slice === "function" ? view.slice() : view;
}

function mapChanged(items: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  const changed = items.map(change);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}
