import { useKeys } from "../../../app/keyboard/useKeys.ts";
import { useHosts } from "../../../state/hostsStore.ts";
import { openInvestigation } from "../../../state/investigateView.ts";
import { backToLogs, openLogs } from "../../../state/logsView.ts";
import { navigate, parseRoute } from "../../../state/navigation.ts";
import { selectHost } from "../../../state/selection.ts";
import { openTerminal } from "../../../state/terminalsStore.ts";
import type { HostSummary } from "../../../state/types.ts";
import { useViewer } from "../../../state/viewer.ts";

const focusable = [1, 2, 3, 4, 5, 6, 7, 8];

/** The keys of the Host panel, those that its state allows. `1` is the first GPU of the table, whatever nvidia-smi calls it. */
export function useHostKeys(
  { name: host, connection }: Pick<HostSummary, "name" | "connection">,
  gpuIndexes: readonly (number | null)[],
  actions: { readonly onRetry: () => void },
): void {
  const viewer = useViewer();
  const canOpen = connection.kind === "connected" && viewer === null;
  const names = useHosts().map(({ name }) => name);
  const go = (by: number) => {
    // Pressed twice in a hurry the keys go two hosts further: the address is ahead of what is drawn.
    const route = parseRoute(window.location.hash);
    const from = route.page === "host" ? route.host : host;
    const next = names[(names.indexOf(from) + by + names.length) % names.length];
    if (next !== undefined && next !== from) navigate({ page: "host", host: next });
  };
  const gpuKeys = [
    { keys: "1", label: "Focus GPU", caps: ["1-8"], run: () => selectHost(host, gpuIndexes[0] ?? null) },
    ...focusable.slice(1).map((number) => ({
      keys: String(number),
      label: `Focus GPU ${number}`,
      hidden: true,
      run: () => selectHost(host, gpuIndexes[number - 1] ?? null),
    })),
    { keys: "escape", label: "All GPUs", run: () => selectHost(host, null) },
  ];
  useKeys("Host", [
    { keys: "[", label: "Prev, next host", caps: ["[", "]"], run: () => go(-1) },
    { keys: "]", label: "Next host", hidden: true, run: () => go(1) },
    ...(gpuIndexes.length > 0 ? gpuKeys : []),
    ...(canOpen ? [{ keys: "`", label: "Terminal", run: () => openTerminal([{ kind: "host" as const, host }]) }] : []),
    { keys: "l", label: "Logs", run: () => backToLogs(() => openLogs([host])) },
    { keys: "i", label: "Investigate", run: () => openInvestigation({ hosts: [host] }) },
    ...(connection.kind === "connected" ? [] : [{ keys: "r", label: "Retry", run: actions.onRetry }]),
  ]);
}
