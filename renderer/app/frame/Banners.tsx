import { useEffect, useState } from "react";
import { useClient, useLink, useLinkState } from "../../state/client.ts";
import type { LinkState } from "../../state/link.ts";
import { navigate } from "../../state/navigation.ts";
import { notifyStore } from "../../state/notifyStore.ts";
import { useNow } from "../../state/now.ts";
import { ruleFaultsStore } from "../../state/ruleFaultsStore.ts";
import { serversStore } from "../../state/serversStore.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { workspaceStore } from "../../state/workspaceStore.ts";
import { formatClock } from "../../ui/format.ts";
import { SourceDown } from "../../ui/states/SourceDown.tsx";
import { reportProblem } from "../report.ts";

/** What affects every screen: the lost connection to the host process, a workspace file that cannot be read, rules that are not evaluated, a server that is down. */
export function Banners() {
  return (
    <>
      <ConnectionBanner />
      <WorkspaceBanner />
      <RulesBanner />
      <SourceBanner />
      <PagingBanner />
    </>
  );
}

function ConnectionBanner() {
  const link = useLink();
  const state = useLinkState();
  const wasOpen = useWasOpen(state);
  if (state.kind === "open" || (state.kind === "connecting" && !wasOpen)) return null;
  return (
    <SourceDown onRetry={() => link.retryNow()} retryLabel="Retry now">
      The connection to Midwatch is down, attempt {state.attempt}{" "}
      {state.kind === "connecting" ? "now" : <Countdown untilMs={state.retryAtMs} />}. What you see is the last state.{" "}
      {state.kind === "retrying" ? `${state.reason}.` : ""}
    </SourceDown>
  );
}

/** The link waits on the page's own clock, not on the host process's. */
function Countdown({ untilMs }: { readonly untilMs: number }) {
  useNow();
  return <>in {Math.max(0, Math.ceil((untilMs - Date.now()) / 1000))} s</>;
}

function useWasOpen(state: LinkState): boolean {
  const [wasOpen, setWasOpen] = useState(state.kind === "open");
  useEffect(() => {
    if (state.kind === "open") setWasOpen(true);
  }, [state.kind]);
  return wasOpen;
}

/** Servers that do not answer: once for all panels that ask them. */
function SourceBanner() {
  const { call } = useClient();
  const zone = settingsStore((state) => state.clock);
  const servers = serversStore((state) => state.servers);
  const down = servers?.filter(({ state }) => state.kind === "down") ?? [];
  return down.map(({ server: { name }, state }) =>
    state.kind === "down" ? (
      <SourceDown
        key={name}
        tone="warning"
        onRetry={() => void call("servers.retry", { name }).catch(reportProblem("The source was not asked"))}
      >
        {name} cannot be read since {formatClock(state.sinceMs, zone)}: {state.reason}. Panels that ask it keep what
        they have; all others go on.
      </SourceDown>
    ) : null,
  );
}

/** Pages that reached nobody: whoever looks here is the last one to hear of them. */
function PagingBanner() {
  const lost = notifyStore(({ notify }) => notify?.undelivered);
  if (!lost) return null;
  const { count, channel, reason } = lost;
  return (
    <SourceDown onRetry={() => navigate({ page: "settings" })} retryLabel="Open Settings">
      {count === 1 ? "A page" : `${count} pages`} of the last hour may have reached nobody, the last one by {channel}:{" "}
      {reason}.
    </SourceDown>
  );
}

function WorkspaceBanner() {
  const problems = workspaceStore((state) => state.workspace?.problems);
  const [first, ...rest] = problems ?? [];
  if (!first) return null;
  return (
    <SourceDown tone="warning">
      <code>
        {first.file}:{first.line}:{first.column}
      </code>{" "}
      {first.message}. The last good content stays in force.
      {rest.length > 0 ? ` ${rest.length} more in the same way.` : ""}
    </SourceDown>
  );
}

/** Silence is no good news while rules are not evaluated. */
function RulesBanner() {
  const [first, ...rest] = ruleFaultsStore(({ problems }) => problems);
  if (!first) return null;
  return (
    <SourceDown
      tone="warning"
      onRetry={() => navigate({ page: "rules", query: "" })}
      retryLabel={rest.length === 0 ? "Open Rules" : `Open Rules, ${rest.length} more`}
    >
      Alerts may be missing:{" "}
      <code>
        {first.file}:{first.line}:{first.column}
      </code>{" "}
      {first.message}. No rule of a file with a fault is evaluated.
    </SourceDown>
  );
}
