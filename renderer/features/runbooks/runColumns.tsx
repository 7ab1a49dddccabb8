import type { RunSummary } from "../../../shared/contract/areas/runbooks.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatDuration } from "../../../shared/domain/format/duration.ts";
import { formatRoute } from "../../state/navigation.ts";
import type { Column } from "../../ui/DataTable.tsx";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None } from "../../ui/Value.tsx";
import { figure, quantileWord, runWord } from "./words.ts";

type Row = DeepReadonly<RunSummary>;

export const runColumns: readonly Column<Row>[] = [
  {
    id: "started",
    header: "Started",
    width: 130,
    name: true,
    cell: ({ id, startedAtMs }) => <a href={formatRoute({ page: "run", id })}>{dayAndTime(startedAtMs)}</a>,
  },
  { id: "title", header: "Runbook", title: ({ title }) => title, cell: ({ title }) => title },
  {
    id: "targets",
    header: "Targets",
    width: 150,
    mono: true,
    title: ({ targets }) => targets.join(", "),
    cell: ({ targets }) => targets.join(", "),
  },
  { id: "by", header: "By", width: 90, cell: ({ by }) => by },
  {
    id: "took",
    header: "Took",
    width: 80,
    numeric: true,
    cell: ({ startedAtMs, endedAtMs }) =>
      endedAtMs === null ? <None /> : formatDuration((endedAtMs - startedAtMs) / 1000),
  },
  {
    id: "change",
    header: "Before, after",
    width: 160,
    numeric: true,
    title: ({ measured }) => measured ?? "",
    cell: ({ measured, before, after }) =>
      measured === null || (before === null && after === null) ? (
        <None />
      ) : (
        `${quantileWord(measured) ?? ""} ${change(before, measured)}, ${change(after, measured)}`.trimStart()
      ),
  },
  {
    id: "result",
    header: "Result",
    width: 160,
    cell: (run) => {
      const { status, text } = runWord(run);
      return <StatusText status={status}>{text}</StatusText>;
    },
  },
];

function change(value: number | null, query: string): string {
  return value === null ? "none" : figure(value, query);
}

/** In UTC, as every time that is written down. */
export function dayAndTime(ms: number): string {
  return new Date(ms).toISOString().slice(5, 19).replace("T", " ");
}
