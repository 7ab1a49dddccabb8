import { useEffect, useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { useClient, useLinkState } from "../../state/client.ts";

type Sources = Result<Contract["logs.sources"]>["sources"];

/** The sources of logs; none before they are known. */
export function useSources(): Sources {
  const { call } = useClient();
  const isOpen = useLinkState().kind === "open";
  const [sources, setSources] = useState<Sources>([]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const stop = new AbortController();
    call("logs.sources", {}, stop.signal)
      .then((answer) => setSources(answer.sources))
      // Without the list there is nothing to choose from; the lines say what is wrong.
      .catch(() => {});
    return () => stop.abort();
  }, [call, isOpen]);
  return sources;
}
