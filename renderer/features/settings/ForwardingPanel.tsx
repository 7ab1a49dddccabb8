import { useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import { formatDuration } from "../../../shared/domain/format/duration.ts";
import { serversStore } from "../../state/serversStore.ts";
import { useStream } from "../../state/useStream.ts";
import { Badge } from "../../ui/Badge.tsx";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { Panel } from "../../ui/Panel.tsx";
import { actionsColumn } from "./ServerActions.tsx";
import styles from "./SettingsPage.module.css";

type Receiver = Item<Contract["servers.forwarding"]>["receivers"][number];

const columns: readonly Column<Receiver>[] = [
  { id: "name", header: "Name", width: 120, name: true, cell: ({ name }) => <span className="mono clip">{name}</span> },
  { id: "state", header: "State", width: 112, cell: ({ kind }) => <KindBadge kind={kind} /> },
  { id: "behind", header: "Behind", numeric: true, cell: ({ behindMs }) => span(behindMs) },
  { id: "sent", header: "Samples sent", numeric: true, cell: ({ sentSamples }) => formatNumber(sentSamples) },
  {
    id: "dropped",
    header: "Refused for good",
    numeric: true,
    cell: ({ droppedSamples }) => formatNumber(droppedSamples),
  },
  { id: "agedOut", header: "Given up", numeric: true, cell: ({ agedOutMs }) => span(agedOutMs) },
  actionsColumn(({ name }) =>
    serversStore.getState().others.find((server) => server.kind === "remoteWrite" && server.name === name),
  ),
];

/** The stores that samples are forwarded to; nothing where the workspace names none. */
export function ForwardingPanel() {
  const [receivers, setReceivers] = useState<readonly Receiver[]>([]);
  useStream("servers.forwarding", {}, (item) => setReceivers(item.receivers));
  if (receivers.length === 0) return null;
  return (
    <Panel title="Forwarded by remote write">
      <DataTable label="Receivers" columns={columns} rows={receivers} rowKey={({ name }) => name} />
      {receivers.map(({ name, problem, dropReason }) =>
        problem === null && dropReason === null ? null : (
          <p key={name} className={styles.note}>
            <span className="mono fg0">{name}</span>: {problem ?? `some samples were refused for good: ${dropReason}`}
          </p>
        ),
      )}
    </Panel>
  );
}

function span(ms: number): string {
  return ms === 0 ? "none" : formatDuration(ms / 1000);
}

function KindBadge({ kind }: Pick<Receiver, "kind">) {
  switch (kind) {
    case "sending":
      return (
        <Badge tone="ok" status="ok">
          Sending
        </Badge>
      );
    case "waiting":
      return (
        <Badge tone="warning" status="warning">
          Waiting
        </Badge>
      );
    case "refused":
      return (
        <Badge tone="critical" status="critical">
          Refused
        </Badge>
      );
  }
}
