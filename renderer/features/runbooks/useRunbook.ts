import { useEffect, useState } from "react";
import type { MidwatchError } from "../../../shared/base/errors.ts";
import { isMidwatchError } from "../../../shared/base/errors.ts";
import type { RunbookPage } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { useClient } from "../../state/client.ts";
import { runbooksStore } from "../../state/runbooksStore.ts";

type Loaded = { readonly page: DeepReadonly<RunbookPage> | null; readonly error: MidwatchError | null };

/** A runbook's page, read again when the list says that something changed. */
export function useRunbook(id: string): Loaded {
  const { call } = useClient();
  const list = runbooksStore((state) => state.list);
  const [loaded, setLoaded] = useState<Loaded>({ page: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list is the sign to read again
  useEffect(() => {
    const abort = new AbortController();
    call("runbooks.get", { runbook: id }, abort.signal).then(
      (page) => setLoaded({ page, error: null }),
      (error: unknown) => {
        if (!abort.signal.aborted && isMidwatchError(error)) setLoaded((old) => ({ ...old, error }));
      },
    );
    return () => abort.abort();
  }, [call, id, list]);
  return loaded;
}
