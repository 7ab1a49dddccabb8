import { Checkbox } from "../../ui/Checkbox.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None } from "../../ui/Value.tsx";
import { type HostRow, rowStatus } from "./rows.ts";
import { WatchedCheck, WatchedGpus, WatchedRtt } from "./WatchedCells.tsx";

export type AllTicked = "all" | "some" | "none";

/** The table's columns; rebuilt only when the state of the head's checkbox changes. */
export function hostColumns(options: {
  readonly allTicked: AllTicked;
  readonly onTickAll: (ticked: boolean) => void;
  readonly onTick: (host: string, ticked: boolean) => void;
}): readonly Column<HostRow>[] {
  return [
    {
      id: "tick",
      width: 34,
      header: (
        <Checkbox
          label="All shown hosts"
          selected={options.allTicked === "all"}
          mixed={options.allTicked === "some"}
          onChange={options.onTickAll}
        />
      ),
      cell: (row) => (
        <Checkbox
          label={`Watch ${row.candidate.name}`}
          tabStop={false}
          selected={row.ticked}
          onChange={(ticked) => options.onTick(row.candidate.name, ticked)}
        />
      ),
    },
    {
      id: "host",
      header: "Host",
      width: 110,
      mono: true,
      name: true,
      cell: (row) => row.candidate.name,
      title: ({ candidate: { name, source } }) => (source ? `${name}, ${source.file} line ${source.line}` : name),
    },
    {
      id: "address",
      header: "Address",
      width: 124,
      mono: true,
      cell: ({ candidate: { address, port } }) => (
        <span className="fg2">{address === null ? "as resolved" : port === 22 ? address : `${address}:${port}`}</span>
      ),
      title: ({ candidate: { address, port } }) => (address ? `${address} port ${port}` : ""),
    },
    {
      id: "user",
      header: "User",
      width: 56,
      mono: true,
      cell: (row) => (row.candidate.user ? <span className="fg2">{row.candidate.user}</span> : <None />),
    },
    {
      id: "via",
      header: "Via",
      width: 104,
      mono: true,
      cell: (row) => (
        <span className="fg3">{row.candidate.via.length > 0 ? row.candidate.via.join(", ") : "direct"}</span>
      ),
      title: (row) => row.candidate.via.join(", then "),
    },
    { id: "gpus", header: "GPUs", width: 122, cell: gpusCell },
    { id: "rtt", header: "RTT", width: 66, numeric: true, cell: rttCell },
    { id: "check", header: "Check", minWidth: 120, cell: checkCell, title: (row) => rowStatus(row).detail },
  ];
}

function gpusCell({ check, candidate }: HostRow) {
  if (check.kind === "watched") return <WatchedGpus name={candidate.name} />;
  return check.kind === "ready" ? <span className="fg2">{check.gpus}</span> : <None>unknown</None>;
}

function rttCell({ check, candidate }: HostRow) {
  if (check.kind === "watched") return <WatchedRtt name={candidate.name} />;
  const rttMs = check.kind === "ready" || check.kind === "hostKeyUnknown" ? check.rttMs : null;
  return rttMs === null ? <None /> : <span className="fg2">{rttMs.toFixed(1)} ms</span>;
}

function checkCell(row: HostRow) {
  if (row.check.kind === "watched") return <WatchedCheck name={row.candidate.name} />;
  const { status, word } = rowStatus(row);
  return (
    <StatusText status={status} plain>
      {status === "ok" ? <span className="ok">{word}</span> : word}
    </StatusText>
  );
}
