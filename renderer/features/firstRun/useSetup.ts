import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { DisposableStore } from "../../../shared/base/disposable.ts";
import { reportProblem } from "../../app/report.ts";
import { useClient, useLink } from "../../state/client.ts";
import { requireClient } from "../../state/link.ts";
import { workspaceStore } from "../../state/workspaceStore.ts";
import { emptySetup, type SetupState, setupReducer } from "./setupState.ts";

export interface Setup {
  readonly state: SetupState;
  readonly tick: (hosts: readonly string[], ticked: boolean) => void;
  /** Checks these hosts now; their rows change as answers come. */
  readonly check: (hosts: readonly string[]) => void;
  readonly addHost: (name: string) => void;
}

/** Reads the candidates once, checks those that are not skipped, and stops every check when the screen goes. */
export function useSetup(): Setup {
  const link = useLink();
  const { call } = useClient();
  const [state, dispatch] = useReducer(setupReducer, emptySetup);
  const running = useRef<DisposableStore>(new DisposableStore());

  const check = useCallback(
    (hosts: readonly string[]) => {
      if (hosts.length === 0) return;
      dispatch({ kind: "queued", hosts });
      try {
        running.current.add(
          requireClient(link).open(
            "setup.check",
            { hosts: [...hosts] },
            {
              onItem: (item) => dispatch({ kind: "checked", ...item }),
              onEnd(error) {
                dispatch({ kind: "abandoned", hosts });
                if (error) reportProblem("The checks ended early")(error);
              },
            },
          ),
        );
      } catch (error) {
        dispatch({ kind: "abandoned", hosts });
        reportProblem("The hosts were not checked")(error);
      }
    },
    [link],
  );

  useEffect(() => {
    const abort = new AbortController();
    const checks = new DisposableStore();
    running.current = checks;
    call("setup.candidates", {}, abort.signal).then(
      (found) => {
        const watched = workspaceStore.getState().workspace?.hostNames ?? [];
        dispatch({ kind: "found", watched, ...found });
        check(
          found.hosts.filter((host) => host.skipped === null && !watched.includes(host.name)).map((host) => host.name),
        );
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        reportProblem("The SSH configuration was not read")(error);
        dispatch({
          kind: "found",
          hosts: [],
          files: [],
          knownHostsFile: "known_hosts",
          problem: String(error),
          watched: [],
        });
      },
    );
    return () => {
      abort.abort();
      checks.dispose();
    };
  }, [call, check]);

  const tick = useCallback(
    (hosts: readonly string[], ticked: boolean) => dispatch({ kind: "ticked", hosts, ticked }),
    [],
  );
  const addHost = useCallback(
    (name: string) => {
      dispatch({
        kind: "added",
        host: { name, address: null, port: 22, user: "", via: [], source: null, skipped: null },
      });
      dispatch({ kind: "ticked", hosts: [name], ticked: true });
      check([name]);
    },
    [check],
  );

  return useMemo(() => ({ state, tick, check, addHost }), [state, tick, check, addHost]);
}
