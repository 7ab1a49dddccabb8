import type { Path } from "./jsonTree.ts";

/** Something JSON cannot carry, taken out of a tree; `num` is a single number that is not finite. */
export type Lifted =
  | { readonly kind: "f64" | "num"; readonly data: Float64Array; readonly path: Path }
  | { readonly kind: "u32"; readonly data: Uint32Array; readonly path: Path }
  | { readonly kind: "u8"; readonly data: Uint8Array; readonly path: Path };

/** Takes typed arrays and non-finite numbers out, null in their places; what holds none of them is not copied. */
export function liftBinary(value: unknown): { readonly tree: unknown; readonly parts: readonly Lifted[] } {
  const parts: Lifted[] = [];
  const path: (string | number)[] = [];

  function visit(node: unknown): unknown {
    if (Array.isArray(node)) return visitArray(node);
    if (isObject(node)) return ArrayBuffer.isView(node) ? keep(node) : visitObject(node);
    if (typeof node === "number" && !Number.isFinite(node)) return keep(node);
    if (typeof node === "function" || typeof node === "symbol") throw new TypeError(`A ${typeof node} cannot be sent`);
    return node;
  }

  function keep(node: ArrayBufferView | number): null {
    parts.push(lifted(node, [...path]));
    return null;
  }

  function visitArray(node: readonly unknown[]): unknown {
    let copy: unknown[] | null = null;
    for (let index = 0; index < node.length; index += 1) {
      if (isPlain(node[index])) continue;
      path.push(index);
      const kept = visit(node[index]);
      path.pop();
      if (kept === node[index]) continue;
      copy ??= [...node];
      copy[index] = kept;
    }
    return copy ?? node;
  }

  function visitObject(node: Readonly<Record<string, unknown>>): unknown {
    let copy: Record<string, unknown> | null = null;
    for (const key of Object.keys(node)) {
      if (isPlain(node[key])) continue;
      path.push(key);
      const kept = visit(node[key]);
      path.pop();
      if (kept === node[key]) continue;
      copy ??= { ...node };
      copy[key] = kept;
    }
    return copy ?? node;
  }

  return { tree: visit(value), parts };
}

/** What JSON carries as it is; most values are this, and their path is not needed. */
function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || value === null || Number.isFinite(value);
}

function isObject(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === "object" && node !== null;
}

function lifted(node: ArrayBufferView | number, path: Path): Lifted {
  if (typeof node === "number") return { kind: "num", data: new Float64Array([node]), path };
  if (node instanceof Float64Array) return { kind: "f64", data: node, path };
  if (node instanceof Uint32Array) return { kind: "u32", data: node, path };
  if (node instanceof Uint8Array) return { kind: "u8", data: node, path };
  throw new TypeError(`${node.constructor.name} cannot be sent`);
}
