import { Server } from "lucide-react";
import { useLinkState } from "../../state/client.ts";
import { navigate } from "../../state/navigation.ts";
import { statusStore } from "../../state/statusStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import styles from "./Frame.module.css";

export function HostsConnected() {
  const hosts = statusStore((state) => state.status?.hosts);
  const link = useLinkState();
  if (!hosts) return null;
  const { connected, total } = hosts;
  const offline = link.kind !== "open";
  return (
    <Tooltip content={offline ? `Not known while the console is away. Last: ${explain(hosts)}` : explain(hosts)}>
      <Button variant="ghost" className={styles.hosts ?? ""} onPress={() => navigate({ page: "hosts" })}>
        <Icon of={Server} size={12} />
        {offline ? <span aria-hidden="true">?</span> : <b>{connected}</b>}
        {offline ? <span className="visuallyHidden">Unknown</span> : null}
        <span className={styles.total}>
          <span aria-hidden="true">/</span>
          <span className="visuallyHidden"> of </span>
          {total}
          <span className="visuallyHidden"> hosts connected</span>
        </span>
        {!offline && connected < total ? <StatusIcon status="warning" size={10} /> : null}
      </Button>
    </Tooltip>
  );
}

function explain(hosts: {
  connected: number;
  total: number;
  connecting: number;
  waiting: number;
  stopped: number;
}): string {
  const parts = [
    `${hosts.connected} of ${hosts.total} hosts connected`,
    hosts.connecting > 0 ? `${hosts.connecting} connecting` : "",
    hosts.waiting > 0 ? `${hosts.waiting} waiting to retry` : "",
    hosts.stopped > 0 ? `${hosts.stopped} stopped` : "",
  ];
  return parts.filter(Boolean).join(", ");
}
