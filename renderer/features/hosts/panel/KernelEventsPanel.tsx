import { useMemo } from "react";
import { xidMeaning } from "../../../../shared/domain/gpu/xid.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import type { HostDetail } from "../../../state/types.ts";
import { formatClock } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { StatusIcon } from "../../../ui/StatusIcon.tsx";
import styles from "./HostPanel.module.css";

type Xid = HostDetail["xids"][number];

/** Xids of the kernel log with what they mean, newest first. */
export function KernelEventsPanel({ detail }: { readonly detail: HostDetail }) {
  const zone = settingsStore(({ clock }) => clock);
  const events = useMemo(() => [...detail.xids].sort((a, b) => b.atMs - a.atMs), [detail.xids]);
  const unread = detail.unreadable.find(({ section }) => section === "kernel");
  return (
    <Panel title="Kernel events" count={events.length} className={styles.fixed ?? ""}>
      {events.length === 0 ? (
        <p className={styles.note}>
          {unread ? `The kernel log cannot be read. ${unread.advice}` : "No Xid in the kernel log."}
        </p>
      ) : (
        <ul className={styles.events} aria-label="Kernel events">
          {events.map((event) => (
            <Event
              key={`${event.atMs} ${event.busId} ${event.code} ${event.text}`}
              event={event}
              detail={detail}
              zone={zone}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Event({
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
