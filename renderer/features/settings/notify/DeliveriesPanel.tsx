import { RotateCw } from "lucide-react";
import { useMemo, useState } from "react";
import type { Contract } from "../../../../shared/contract/contract.ts";
import type { Item } from "../../../../shared/contract/define.ts";
import { reportProblem } from "../../../app/report.ts";
import { useClient } from "../../../state/client.ts";
import { settingsStore } from "../../../state/settingsStore.ts";
import { useStream } from "../../../state/useStream.ts";
import { useViewer } from "../../../state/viewer.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { formatClock } from "../../../ui/format.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { RowButton } from "../../../ui/RowButton.tsx";
import styles from "../SettingsPage.module.css";
import { Told } from "./Told.tsx";

type Delivery = Item<Contract["notify.deliveries"]>["deliveries"][number];

/** What was sent, and what was not and why; nothing before the first message. */
export function DeliveriesPanel() {
  const [deliveries, setDeliveries] = useState<readonly Delivery[]>([]);
  const zone = settingsStore((state) => state.clock);
  const viewer = useViewer();
  const { call } = useClient();
  useStream("notify.deliveries", {}, (item) => setDeliveries(item.deliveries));
  const columns = useMemo(
    () =>
      columnsFor(zone, viewer === null, (id) => {
        call("notify.retry", { id }).catch(reportProblem("It was not sent again"));
      }),
    [zone, viewer, call],
  );
  if (deliveries.length === 0) return null;
  const lost = deliveries.filter(({ state, kind }) => state === "failed" && kind !== "test").length;
  return (
    <Panel
      title="Deliveries"
      count={deliveries.length}
      lead={
        lost === 0 ? null : (
          <Badge tone="critical" status="failed">
            {lost} not delivered
          </Badge>
        )
      }
      className={styles.log ?? ""}
      scroll
      reading
    >
      <DataTable label="Deliveries" columns={columns} rows={deliveries} rowKey={({ id }) => String(id)} windowed />
      {troubles(deliveries).map(({ channel, state, reason }) => (
        <Told key={channel} status={state === "failed" ? "failed" : "warning"} text={`${channel}: ${reason}`} />
      ))}
    </Panel>
  );
}

/** What is wrong with channels whose last message was not taken: the whole of what they said, once each. */
function troubles(deliveries: readonly Delivery[]): readonly Delivery[] {
  const newest = new Map<string, Delivery>();
  for (const delivery of deliveries) if (!newest.has(delivery.channel)) newest.set(delivery.channel, delivery);
  return [...newest.values()].filter(({ state, reason }) => state !== "delivered" && reason !== null);
}

function columnsFor(
  zone: "utc" | "local",
  mayRetry: boolean,
  onRetry: (id: number) => void,
): readonly Column<Delivery>[] {
  return [
    { id: "time", header: "Time", width: 124, mono: true, cell: ({ createdMs }) => timeOf(createdMs, zone) },
    {
      id: "channel",
      header: "Channel",
      width: 96,
      cell: ({ channel }) => <span className="mono clip">{channel}</span>,
      title: ({ channel }) => channel,
    },
    {
      id: "what",
      header: "Message",
      name: true,
      cell: ({ title }) => <span className="clip">{title}</span>,
      title: ({ title }) => title,
    },
    { id: "state", header: "State", width: 104, cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: "attempts",
      header: "Tries",
      width: 48,
      numeric: true,
      cell: ({ attempts, kind }) => (kind === "test" ? 1 : attempts),
    },
    {
      id: "reason",
      header: "Said",
      cell: (row) => <span className="clip">{saidOf(row, zone)}</span>,
      title: (row) => saidOf(row, zone),
    },
    {
      id: "retry",
      header: <span className="visuallyHidden">Actions</span>,
      width: 84,
      cell: ({ id, state, channel }) =>
        state === "failed" || state === "unsure" ? (
          <RowButton icon={<Icon of={RotateCw} size={12} />} disabled={!mayRetry} onClick={() => onRetry(id)}>
            Retry<span className="visuallyHidden"> {channel}</span>
          </RowButton>
        ) : null,
    },
  ];
}

/** `11-26 02:14:22` */
function timeOf(atMs: number, zone: "utc" | "local"): string {
  const date = new Date(zone === "utc" ? atMs : atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return `${date.toISOString().slice(5, 10)} ${formatClock(atMs, zone)}`;
}

function saidOf({ reason, nextMs, state }: Delivery, zone: "utc" | "local"): string {
  const next =
    state === "waiting" && nextMs !== null && reason !== null ? ` Next try at ${formatClock(nextMs, zone)}.` : "";
  return reason === null ? "" : `${reason}${reason.endsWith(".") ? "" : "."}${next}`;
}

function StateBadge({ state }: Pick<Delivery, "state">) {
  switch (state) {
    case "delivered":
      return (
        <Badge tone="ok" status="ok">
          Delivered
        </Badge>
      );
    case "failed":
      return (
        <Badge tone="critical" status="failed">
          Failed
        </Badge>
      );
    case "unsure":
      return (
        <Badge tone="warning" status="unknown">
          Unsure
        </Badge>
      );
    case "sending":
      return <Badge status="running">Sending</Badge>;
    case "waiting":
      return <Badge status="waiting">Waiting</Badge>;
  }
}
