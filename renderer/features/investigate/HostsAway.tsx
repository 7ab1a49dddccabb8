import { hostsStore } from "../../state/hostsStore.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import type { HostSummary } from "../../state/types.ts";
import { formatClock } from "../../ui/format.ts";
import { SourceDown } from "../../ui/states/SourceDown.tsx";

/** The hosts looked into that are not read now, and since when: charts and lines of them end there. */
export function HostsAway({ hosts }: { readonly hosts: readonly string[] }) {
  const zone = settingsStore(({ clock }) => clock);
  const known = hostsStore((state) => state.hosts);
  const [first, ...others] = known.flatMap((host) => (hosts.includes(host.name) ? awayOf(host) : []));
  if (!first) return null;
  const { host, title, sinceMs, detail } = first;
  return (
    <SourceDown>
      {host}: {title} since {formatClock(sinceMs, zone)}. {detail}
      {others.length === 0 ? "" : ` Not read either: ${others.map((other) => other.host).join(", ")}.`}
    </SourceDown>
  );
}

function awayOf({ findings }: HostSummary): HostSummary["findings"] {
  return findings.filter(({ kind }) => kind === "hostUnreachable" || kind === "hostStopped");
}
