import { useMemo } from "react";
import { formatBytes } from "../../../../shared/domain/format/numbers.ts";
import { xidMeaning } from "../../../../shared/domain/gpu/xid.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import type { HostDetail } from "../../../state/types.ts";
import { formatClock } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import styles from "./HostPanel.module.css";

type Xid = HostDetail["xids"][number];
type OomKill = HostDetail["oomKills"][number];

/** What the kernel log tells of GPUs and of memory, with what it means, newest first. */
export function KernelEventsPanel({ detail }: { readonly detail: HostDetail }) {
  const zone = settingsStore(({ clock }) => clock);
  const { xids, oomKills } = detail;
  const events = useMemo(() => [...xids, ...oomKills].sort((a, b) => b.atMs - a.atMs), [xids, oomKills]);
  const unread = detail.unreadable.find(({ section }) => section === "kernel");
  return (
    <Panel title="Kernel events" count={events.length} className={styles.fixed ?? ""}>
      {events.length === 0 ? (
        <p className={styles.note}>
          {unread
            ? `The kernel log cannot be read. ${unread.advice}`
            : detail.kernelAtMs === null
              ? "Not read yet."
              : "No Xid and no OOM kill in the kernel log."}
        </p>
      ) : (
        <ul className={styles.events} aria-label="Kernel events">
          {events.map((event) =>
            "code" in event ? (
              <XidItem
                key={`${event.atMs} ${event.busId} ${event.code} ${event.text}`}
                event={event}
                detail={detail}
                zone={zone}
              />
            ) : (
              <OomItem key={`${event.atMs} ${event.pid}`} kill={event} zone={zone} />
            ),
          )}
        </ul>
      )}
    </Panel>
  );
}

function OomItem({ kill, zone }: { readonly kill: OomKill; readonly zone: "utc" | "local" }) {
  const { atMs, pid, processName, scope, residentBytes } = kill;
  return (
    <li>
      <div className={styles.eventHead}>
        <StatusIcon status="critical" label="critical" />
        <span className="fg0">OOM killed</span>
        <span className="fg2">
          {processName} ({pid})
        </span>
        <time className="mono fg3" dateTime={new Date(atMs).toISOString()}>
          {formatClock(atMs, zone)}
        </time>
      </div>
      <p className="fg2">
        {scope === "group" ? "The memory of its container ran out" : "The host's memory ran out"}
        {residentBytes === null ? "" : `; it held ${formatBytes(residentBytes)}`}. Find out what grew before it is
        started again.
      </p>
    </li>
  );
}

function XidItem({
  event,
  detail,
  zone,
}: {
  readonly event: Xid;
  readonly detail: HostDetail;
  readonly zone: "utc" | "local";
}) {
  const meaning = xidMeaning(event.code);
  const gpu = detail.gpus.find(({ busId }) => busId === event.busId);
  const place = gpu?.index === undefined || gpu.index === null ? event.busId : `GPU ${gpu.index}`;
  const process = event.processName ?? (event.pid === null ? null : `pid ${event.pid}`);
  return (
    <li title={event.text}>
      <div className={styles.eventHead}>
        <StatusIcon status={meaning.severity} label={meaning.severity} />
        <span className="fg0">Xid {event.code}</span>
        <span className="fg2">{[place, process].filter(Boolean).join(", ")}</span>
        <time className="mono fg3" dateTime={new Date(event.atMs).toISOString()}>
          {formatClock(event.atMs, zone)}
        </time>
      </div>
      <p className="fg2">
        {meaning.summary}. {meaning.action}
      </p>
    </li>
  );
}
