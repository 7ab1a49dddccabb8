import { Server } from "lucide-react";
import { navigate } from "../../state/navigation.ts";
import { statusStore } from "../../state/statusStore.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import styles from "./Frame.module.css";

export function HostsConnected() {
  const hosts = statusStore((state) => state.status?.hosts);
  if (!hosts) return null;
  const { connected, total } = hosts;
  return (
    <Tooltip content={explain(hosts)}>
      <Button variant="ghost" className={styles.hosts ?? ""} onPress={() => navigate({ page: "hosts" })}>
        <Icon of={Server} size={12} />
        <b>{connected}</b>
        <span className={styles.total}>
          <span aria-hidden="true">/</span>
          <span className="visuallyHidden"> of </span>
          {total}
          <span className="visuallyHidden"> hosts connected</span>
        </span>
        {connected < total ? <StatusIcon status="warning" size={10} /> : null}
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
