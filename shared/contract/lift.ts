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
    if (typeof node === "object" && node !== null) return ArrayBuffer.isView(node) ? keep(node) : visitHolder(node);
    if (typeof node === "number" && !Number.isFinite(node)) return keep(node);
    if (typeof node === "function" || typeof node === "symbol") throw new TypeError(`A ${typeof node} cannot be sent`);
    return node;
  }

  function keep(node: ArrayBufferView | number): null {
    parts.push(lifted(node, [...path]));
    return null;
  }

  function visitHolder(node: object): unknown {
    let copy: object | null = null;
    for (const [key, child] of Object.entries(node)) {
      path.push(Array.isArray(node) ? Number(key) : key);
      const kept = visit(child);
      path.pop();
      if (kept === child) continue;
      copy ??= Array.isArray(node) ? [...node] : { ...node };
      Object.defineProperty(copy, key, { value: kept, enumerable: true, writable: true, configurable: true });
    }
    return copy ?? node;
  }

  return { tree: visit(value), parts };
}

function lifted(node: ArrayBufferView | number, path: Path): Lifted {
  if (typeof node === "number") return { kind: "num", data: new Float64Array([node]), path };
  if (node instanceof Float64Array) return { kind: "f64", data: node, path };
  if (node instanceof Uint32Array) return { kind: "u32", data: node, path };
  if (node instanceof Uint8Array) return { kind: "u8", data: node, path };
  throw new TypeError(`${node.constructor.name} cannot be sent`);
}
