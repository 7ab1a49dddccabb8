import type { DeepReadonly } from "../../../shared/contract/define.ts";
import type { AuditEntry } from "../../../shared/domain/audit/entry.ts";
import { formatRoute } from "../../state/navigation.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { None } from "../../ui/Value.tsx";
import { dayAndTime } from "./runColumns.tsx";

type Row = DeepReadonly<AuditEntry>;

export const auditColumns: readonly Column<Row>[] = [
  { id: "seq", header: "No.", width: 60, numeric: true, cell: ({ seq }) => seq },
  { id: "time", header: "Time, UTC", width: 130, mono: true, cell: ({ atMs }) => dayAndTime(atMs) },
  { id: "kind", header: "Event", width: 150, name: true, cell: ({ kind }) => kind },
  { id: "by", header: "By", width: 100, cell: ({ by }) => by },
  { id: "environment", header: "Env", width: 90, cell: ({ environment }) => environment ?? <None /> },
  { id: "host", header: "Host", width: 100, mono: true, cell: ({ host }) => host ?? <None /> },
  {
    id: "run",
    header: "Run",
    width: 140,
    mono: true,
    cell: ({ run }) => (run === null ? <None /> : <a href={formatRoute({ page: "run", id: run })}>{run}</a>),
  },
  { id: "text", header: "What", title: ({ text }) => text, cell: ({ text }) => text },
  {
    id: "facts",
    header: "Facts",
    width: 260,
    mono: true,
    title: ({ facts }) => factsText(facts),
    cell: ({ facts }) => factsText(facts),
  },
  {
    id: "hash",
    header: "Hash",
    width: 100,
    mono: true,
    title: ({ hash }) => hash,
    cell: ({ hash }) => hash.slice(0, 10),
  },
];

function factsText(facts: Row["facts"]): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== "" && value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
