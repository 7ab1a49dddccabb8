import type { ListedDashboard } from "../../../shared/contract/areas/dashboards.ts";
import type { DeepReadonly } from "../../../shared/contract/define.ts";
import { formatBytes } from "../../../shared/domain/format/numbers.ts";
import { formatRoute } from "../../state/navigation.ts";
import type { Column, Sort } from "../../ui/DataTable.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { None, Value } from "../../ui/Value.tsx";
import styles from "./DashboardsPage.module.css";

/** A dashboard as the list shows it. */
export type DashboardRow = DeepReadonly<ListedDashboard>;

export const dashboardColumns: readonly Column<DashboardRow>[] = [
  {
    id: "title",
    header: "Dashboard",
    name: true,
    sortable: true,
    title: ({ title }) => title,
    cell: ({ name, title }) => <a href={formatRoute({ page: "dashboard", name, query: "" })}>{title}</a>,
  },
  { id: "name", header: "File", width: 260, mono: true, sortable: true, cell: ({ name }) => `${name}.json` },
  {
    id: "tags",
    header: "Tags",
    width: 200,
    title: ({ tags }) => tags.join(", "),
    cell: ({ tags }) => (tags.length > 0 ? tags.join(", ") : <None />),
  },
  {
    id: "live",
    header: "Live panels",
    width: 110,
    numeric: true,
    sortable: true,
    cell: ({ live, panels, problem }) => (problem || panels === 0 ? <None /> : <Value of={panels}>{live}</Value>),
  },
  {
    id: "notes",
    header: "Not converted",
    width: 320,
    title: ({ problem }) => problem?.message ?? "",
    cell: ({ notes, problem }) =>
      problem ? (
        <span className={styles.problem}>
          <StatusIcon status="critical" size={10} label="Cannot be read" /> line {problem.line}, column {problem.column}
          : {problem.message}
        </span>
      ) : notes > 0 ? (
        `${notes} ${notes === 1 ? "thing" : "things"}, listed on the dashboard`
      ) : (
        <None>nothing</None>
      ),
  },
  { id: "bytes", header: "Size", width: 90, numeric: true, sortable: true, cell: ({ bytes }) => formatBytes(bytes) },
];

export function matchesDashboard({ name, title, tags }: DashboardRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const own = `${name} ${title} ${tags.join(" ")}`.toLowerCase();
  return words.every((word) => own.includes(word));
}

const collator = new Intl.Collator("en", { numeric: true });

export function sortDashboards(rows: readonly DashboardRow[], { column, direction }: Sort): readonly DashboardRow[] {
  const compare = (a: DashboardRow, b: DashboardRow) => {
    switch (column) {
      case "live":
      case "bytes":
        return a[column] - b[column];
      case "name":
        return collator.compare(a.name, b.name);
      default:
        return collator.compare(a.title, b.title);
    }
  };
  const sorted = [...rows].sort(compare);
  return direction === "ascending" ? sorted : sorted.reverse();
}
