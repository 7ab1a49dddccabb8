import { severityOf } from "../../../../shared/domain/alerts/alert.ts";
import { formatDuration } from "../../../../shared/domain/format/duration.ts";
import { Badge } from "../../../ui/Badge.tsx";
import type { Column } from "../../../ui/DataTable.tsx";
import { StatusText } from "../../../ui/StatusIcon.tsx";
import { severityStatus } from "../../../ui/severityStatus.ts";
import { Count, None, Value } from "../../../ui/Value.tsx";
import type { RuleRow } from "./ruleRows.ts";

export type ShownRule = RuleRow & { readonly age: string | null };

/** From here on a rule says more that asks for nothing than it says that matters. */
const noisyFrom = 0.5;

export const ruleColumns: readonly Column<ShownRule>[] = [
  {
    id: "name",
    header: "Rule",
    name: true,
    sortable: true,
    title: ({ name, expr }) => `${name}: ${expr}`,
    cell: ({ name, kind }) => (
      <>
        {name} {kind === "record" ? <Badge>Record</Badge> : null}
      </>
    ),
  },
  {
    id: "source",
    header: "Source",
    width: 88,
    sortable: true,
    title: ({ source }) => source,
    cell: ({ source }) => source,
  },
  {
    id: "group",
    header: "Group",
    minWidth: 136,
    sortable: true,
    title: ({ group, file }) => `${group} in ${file}`,
    cell: ({ group }) => group,
  },
  { id: "state", header: "State", width: 96, sortable: true, cell: (row) => <State row={row} /> },
  {
    id: "health",
    header: "Health",
    width: 96,
    sortable: true,
    title: ({ problem }) => problem ?? "",
    cell: ({ health }) =>
      health === "failed" ? (
        <StatusText status="failed">Failed</StatusText>
      ) : (
        <StatusText status={health} plain>
          {health === "ok" ? "OK" : "Unknown"}
        </StatusText>
      ),
  },
  {
    id: "evaluated",
    header: "Evaluated",
    width: 84,
    numeric: true,
    sortable: true,
    cell: ({ age, isLate }) =>
      age === null ? <None>never</None> : <Value tone={isLate ? "warning" : "neutral"}>{age}</Value>,
  },
  {
    id: "took",
    header: "Took",
    width: 72,
    numeric: true,
    sortable: true,
    cell: ({ durationMs }) =>
      durationMs === null ? <None /> : durationMs < 1 ? "< 1 ms" : formatDuration(durationMs / 1000),
  },
  {
    id: "missed",
    header: "Missed",
    width: 68,
    numeric: true,
    sortable: true,
    cell: ({ missed }) =>
      missed === null ? <None /> : missed === 0 ? <Count>{0}</Count> : <Value tone="warning">{missed}</Value>,
  },
  count("fired", "Fired", (row) => row.noise?.fired ?? null),
  count("flapped", "Flapped", (row) => row.noise?.flapped ?? null),
  count("untouched", "Untouched", (row) => row.noise?.resolvedUntouched ?? null),
  {
    id: "noise",
    header: "Noise",
    width: 64,
    numeric: true,
    sortable: true,
    cell: ({ noise }) => {
      const score = noise?.score ?? null;
      if (score === null) return <None />;
      return (
        <Value unit="%" tone={score >= noisyFrom ? "warning" : "neutral"}>
          {Math.round(score * 100)}
        </Value>
      );
    },
  },
];

function count(id: string, header: string, value: (row: RuleRow) => number | null): Column<ShownRule> {
  return {
    id,
    header,
    width: header.length > 8 ? 84 : 72,
    numeric: true,
    sortable: true,
    cell: (row) => {
      if (row.kind === "record") return <None />;
      return <Count>{value(row) ?? 0}</Count>;
    },
  };
}

function State({ row: { state, alerts, labels } }: { readonly row: RuleRow }) {
  switch (state) {
    case null:
      return <None />;
    case "inactive":
      return <span className="fg3">Inactive</span>;
    case "pending":
      return <StatusText status="waiting">{`Pending ${alerts}`}</StatusText>;
    case "firing":
      return <StatusText status={severityStatus[severityOf(labels)]}>{`Firing ${alerts}`}</StatusText>;
  }
}
