import type { ListedRunbook } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatRoute } from "../../state/navigation.ts";
import { Badge } from "../../ui/Badge.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { Count, None } from "../../ui/Value.tsx";
import styles from "./runbooks.module.css";
import { runWord } from "./words.ts";

type Row = DeepReadonly<ListedRunbook>;

export const runbookColumns: readonly Column<Row>[] = [
  {
    id: "title",
    header: "Runbook",
    minWidth: 220,
    name: true,
    title: ({ title }) => title,
    cell: ({ id, title }) => (
      <a className={styles.name} href={formatRoute({ page: "runbook", id })}>
        {title}
      </a>
    ),
  },
  {
    id: "summary",
    header: "What it does",
    minWidth: 200,
    title: ({ summary }) => summary ?? "",
    cell: (row) => <Summary row={row} />,
  },
  {
    id: "risk",
    header: "Risk",
    width: 100,
    cell: ({ risk }) => (risk ? <Badge>{risk}</Badge> : <None />),
  },
  {
    id: "targets",
    header: "Acts on",
    width: 90,
    cell: ({ targets }) => (targets === null ? <None>nothing</None> : targets === "hosts" ? "Hosts" : "Kubernetes"),
  },
  {
    id: "file",
    header: "From",
    width: 230,
    title: ({ file }) => file,
    cell: ({ builtin, file }) =>
      builtin ? <span className="fg3">built in</span> : <span className="mono">{file}</span>,
  },
  { id: "runs", header: "Runs", width: 60, numeric: true, cell: ({ runs }) => <Count>{runs}</Count> },
  {
    id: "last",
    header: "Last run",
    width: 160,
    cell: ({ lastRun }) => {
      if (!lastRun) return <None>never</None>;
      const { status, text } = runWord(lastRun);
      return <StatusText status={status}>{text}</StatusText>;
    },
  },
];

function Summary({ row: { summary, problems, risk } }: { readonly row: Row }) {
  const [problem] = problems;
  if (problem) {
    return (
      <StatusText status="failed">
        line {problem.line}, column {problem.column}: {problem.message}
      </StatusText>
    );
  }
  if (summary === null && risk !== null) return <None />;
  return <span className="fg2">{summary ?? "Text to read"}</span>;
}

export function matchesRunbook({ id, title, summary, file }: Row, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const own = `${id} ${title} ${summary ?? ""} ${file}`.toLowerCase();
  return words.every((word) => own.includes(word));
}
