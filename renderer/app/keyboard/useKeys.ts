import { useId, useLayoutEffect, useRef } from "react";
import { type KeyBinding, putScope, removeScope } from "./keysStore.ts";

/**
 * Registers the keys of a screen or a part of it while it is mounted: they work, and they show in the status bar
 * and in the `?` list under `name`. They work from the first picture of it on. `run` may be a new function on each render.
 */
export function useKeys(
  name: string,
  bindings: readonly KeyBinding[],
  options: { readonly inDialog?: boolean; readonly enabled?: boolean } = {},
): void {
  const id = useId();
  const latest = useRef(bindings);
  latest.current = bindings;
  const { inDialog = false, enabled = true } = options;
  const signature = JSON.stringify(bindings);

  useLayoutEffect(() => (enabled ? () => removeScope(id) : undefined), [id, enabled]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for all of a binding but `run`
  useLayoutEffect(() => {
    if (!enabled) return;
    const shown = latest.current.map((binding, index) =>
      binding.run ? { ...binding, run: () => latest.current[index]?.run?.() } : binding,
    );
    putScope({ id, name, bindings: shown, inDialog });
  }, [id, name, signature, inDialog, enabled]);
}
