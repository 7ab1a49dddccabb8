import { useEffect, useRef, useState } from "react";
import { useLink } from "../state/client.ts";
import { whileOpen } from "../state/link.ts";
import { hostNowMs } from "../state/now.ts";
import { PanelGroup, type PanelRequest } from "./PanelGroup.ts";

/** The panel group of a screen, kept on its question and reopened when the link comes back. Null asks nothing yet. */
export function usePanelGroup(request: PanelRequest | null): PanelGroup {
  const link = useLink();
  const [group] = useState(() => new PanelGroup(hostNowMs));
  const latest = useRef(request);
  latest.current = request;
  const key = JSON.stringify(request);

  useEffect(() => {
    const kept = whileOpen(link, (client) => {
      group.connect((params, handlers) => client.open("panels.watch", params, handlers));
      if (latest.current) group.watch(latest.current);
      return { dispose: () => group.disconnect() };
    });
    return () => kept.dispose();
  }, [link, group]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request's content
  useEffect(() => {
    if (latest.current) group.watch(latest.current);
  }, [group, key]);

  useEffect(() => () => group.dispose(), [group]);
  return group;
}
