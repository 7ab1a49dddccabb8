import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { Contract } from "../../shared/contract/contract.ts";
import type { MethodNames, ParamsInput, Result } from "../../shared/contract/define.ts";
import { type Link, type LinkState, requireClient } from "./link.ts";

export const LinkContext = createContext<Link | null>(null);

export function useLink(): Link {
  const link = useContext(LinkContext);
  if (!link) throw new Error("LinkContext has no link: render inside App");
  return link;
}

export function useLinkState(): LinkState {
  const link = useLink();
  return useSyncExternalStore(
    useCallback(
      (onChange) => {
        const subscription = link.onState(onChange);
        return () => subscription.dispose();
      },
      [link],
    ),
    () => link.state,
  );
}

export type Call = <N extends MethodNames<Contract>>(
  name: N,
  params: ParamsInput<Contract[N]>,
  signal?: AbortSignal,
) => Promise<Result<Contract[N]>>;

/** Calls over whatever connection is open now; rejects with DISCONNECTED when none is. */
export function useClient(): { readonly call: Call } {
  const link = useLink();
  const call: Call = useCallback(
    async (name, params, signal) => requireClient(link).call(name, params, signal),
    [link],
  );
  return { call };
}
