import { useCallback, useEffect, useState } from "react";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { dashboardsArea } from "../../../shared/contract/areas/dashboards.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { useClient } from "../../state/client.ts";
import { dashboardsStore } from "../../state/dashboardsStore.ts";

export type OpenedDashboard = Result<(typeof dashboardsArea)["dashboards.get"]>;

export type DashboardState =
  | { readonly kind: "loading" }
  | { readonly kind: "open"; readonly opened: OpenedDashboard }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** A dashboard of the workspace, read again when its file changes; `reload` reads it now. */
export function useDashboard(name: string): { readonly state: DashboardState; readonly reload: () => void } {
  const { call } = useClient();
  const [state, setState] = useState<DashboardState>({ kind: "loading" });
  const [turn, setTurn] = useState(0);
  const stamp = dashboardsStore(({ list }) => {
    const file = list?.dashboards.find((one) => one.name === name);
    return list === null ? null : file ? `${file.modifiedMs} ${file.bytes}` : "";
  });
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the file or a wish reads it again
  useEffect(() => {
    if (stamp === null) return undefined;
    const abort = new AbortController();
    call("dashboards.get", { name }, abort.signal).then(
      (opened) => setState({ kind: "open", opened }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const code = isMidwatchError(error) ? error.code : "INTERNAL";
        // What is drawn stays while the link is down.
        setState((old) =>
          code === "DISCONNECTED" && old.kind === "open" ? old : { kind: "failed", code, message: errorText(error) },
        );
      },
    );
    return () => abort.abort();
  }, [call, name, stamp, turn]);

  return { state, reload };
}
