import { useEffect, useMemo, useRef, useState } from "react";
import type { MidwatchError } from "../../shared/base/errors.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Item, ParamsInput, StreamNames } from "../../shared/contract/define.ts";
import { useLink } from "./client.ts";
import { whileOpen } from "./link.ts";

/** `opening` until the first item; `ended` by itself or with an error; `offline` while the link is down. */
export type StreamState =
  | { readonly kind: "opening" }
  | { readonly kind: "live" }
  | { readonly kind: "offline" }
  | { readonly kind: "ended"; readonly error: MidwatchError | null };

/**
 * Keeps a stream open while the component is mounted: reopened when the link comes back and when the
 * params change (compared as JSON). Null params keep it closed. `onItem` may change without reopening.
 */
export function useStream<N extends StreamNames<Contract>>(
  name: N,
  params: ParamsInput<Contract[N]> | null,
  onItem: (item: Item<Contract[N]>) => void,
  options: { readonly credit?: number } = {},
): StreamState {
  const link = useLink();
  const [state, setState] = useState<StreamState>({ kind: "opening" });
  const latest = useRef(onItem);
  latest.current = onItem;
  const { credit } = options;
  const key = JSON.stringify(params);
  // biome-ignore lint/correctness/useExhaustiveDependencies: params are compared by content
  const stable = useMemo(() => params, [key]);

  useEffect(() => {
    if (stable === null) return undefined;
    let live = false;
    const kept = whileOpen(link, (client) => {
      live = false;
      setState({ kind: "opening" });
      return client.open(name, stable, {
        ...(credit ? { credit } : {}),
        onItem(item) {
          if (!live) {
            live = true;
            setState({ kind: "live" });
          }
          latest.current(item);
        },
        onEnd(error) {
          setState(error?.code === "DISCONNECTED" ? { kind: "offline" } : { kind: "ended", error });
        },
      });
    });
    return () => kept.dispose();
  }, [link, name, stable, credit]);

  return state;
}
