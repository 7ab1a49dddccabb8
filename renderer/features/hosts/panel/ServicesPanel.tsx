import { useMemo } from "react";
import type { HostDetail } from "../../../state/types.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { type Column, DataTable } from "../../../ui/DataTable.tsx";
import { formatAge } from "../../../ui/format.ts";
import { Panel } from "../../../ui/Panel.tsx";
import { type Status, StatusIcon } from "../../../ui/StatusIcon.tsx";
import { Count, None } from "../../../ui/Value.tsx";
import { TerminalButton } from "../TerminalButton.tsx";
import { containerTarget } from "./containerTarget.ts";
import styles from "./HostPanel.module.css";

type Service = HostDetail["services"][number];

const silhouettes: Readonly<
  Record<Service["state"], { readonly status: Status; readonly word: string; readonly rank: number }>
> = {
  failed: { status: "critical", word: "Failed", rank: 0 },
  starting: { status: "running", word: "Starting", rank: 1 },
  stopping: { status: "waiting", word: "Stopping", rank: 1 },
  unknown: { status: "unknown", word: "Unknown", rank: 2 },
  running: { status: "ok", word: "Running", rank: 3 },
  stopped: { status: "waiting", word: "Stopped", rank: 4 },
};

function exitText({ exitCode, stateText }: Service): string {
  return exitCode === null ? stateText : `exit ${exitCode}`;
}

/** How long it runs; of one that failed, how it ended. */
function Since({ service }: { readonly service: Service }) {
  if (service.state === "failed") return <span className="critical">{exitText(service)}</span>;
  if (service.state !== "running") return <span className="fg2">{silhouettes[service.state].word.toLowerCase()}</span>;
  return service.ageSeconds === null ? <None /> : <span className="fg2">{formatAge(service.ageSeconds * 1000)}</span>;
}

const columns = (host: string): readonly Column<Service>[] => [
  {
    id: "name",
    header: "Service",
    name: true,
    title: ({ name, stateText, image }) => [name, stateText, image].filter(Boolean).join("\n"),
    cell: ({ name, state }) => (
      <span className={styles.service}>
        <StatusIcon status={silhouettes[state].status} label={silhouettes[state].word} />
        <span className="mono clip">{name.replace(/\.service$/, "")}</span>
      </span>
    ),
  },
  { id: "manager", header: "Manager", width: 68, cell: ({ manager }) => <span className="fg3">{manager}</span> },
  { id: "since", header: "Since", width: 64, cell: (service) => <Since service={service} /> },
  {
    id: "restarts",
    header: "Restarts",
    width: 62,
    numeric: true,
    cell: ({ restarts }) => (restarts === null ? <None /> : <Count>{restarts}</Count>),
  },
  { id: "terminal", header: "", width: 44, cell: (service) => <ContainerTerminal host={host} service={service} /> },
];

/** A shell in a container that runs. */
function ContainerTerminal({ host, service }: { readonly host: string; readonly service: Service }) {
  const target = containerTarget(host, service);
  return target && <TerminalButton target={target} where={`in ${service.name}`} />;
}

const rowKey = ({ manager, name }: Service) => `${manager}/${name}`;

/** Units and containers, those that failed first. */
export function ServicesPanel({ detail }: { readonly detail: HostDetail }) {
  const rows = useMemo(
    () =>
      [...detail.services].sort(
        (a, b) =>
          silhouettes[a.state].rank - silhouettes[b.state].rank ||
          a.name.localeCompare(b.name, "en", { numeric: true }),
      ),
    [detail.services],
  );
  const failed = rows.filter(({ state }) => state === "failed").length;
  return (
    <Panel
      title="Services"
      count={rows.length}
      lead={failed > 0 ? <Badge tone="critical">{failed} failed</Badge> : undefined}
      className={styles.list ?? ""}
      scroll
    >
      <DataTable
        label="Services"
        columns={useMemo(() => columns(detail.summary.name), [detail.summary.name])}
        rows={rows}
        rowKey={rowKey}
        density="compact"
        {...(rows.length === 0 ? { foot: nothingText(detail) } : {})}
      />
    </Panel>
  );
}

function nothingText({ servicesAtMs, unreadable, facts }: HostDetail): string {
  const unread = unreadable.find(({ section }) => section === "units" || section === "containers");
  if (unread) return `The services cannot be read. ${unread.advice}`;
  if (servicesAtMs !== null) return "No unit or container is shown for this host.";
  return facts.serviceManagers?.length === 0 ? "This host has neither systemd nor containers." : "Not read yet.";
}
