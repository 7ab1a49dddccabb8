import { useMemo } from "react";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { formatBudget } from "../../ui/format.ts";
import { None } from "../../ui/Value.tsx";
import type { BurnDownData } from "./burnDownData.ts";
import styles from "./slos.module.css";
import { dayText } from "./sloWords.ts";

interface DayRow {
  readonly day: string;
  /** At its end, or at its newest; null where nothing was counted in it. */
  readonly left: number | null;
  readonly spent: number | null;
}

const dayMs = 86_400_000;

/** The same as the chart, a day a row. */
export function BudgetTable({ data }: { readonly data: BurnDownData }) {
  const rows = useMemo(() => daysOf(data), [data]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={styles.chartTable} tabIndex={0} aria-label="Error budget by day">
      <DataTable
        label="Error budget by day"
        columns={columns}
        rows={rows}
        rowKey={({ day }) => day}
        density="compact"
      />
    </section>
  );
}

function daysOf({ points, fromMs, nowMs }: BurnDownData): readonly DayRow[] {
  const rows: DayRow[] = [];
  let before = 1;
  for (let startMs = Math.floor(fromMs / dayMs) * dayMs; startMs < nowMs; startMs += dayMs) {
    const own = points.filter(({ timeMs }) => timeMs > startMs && timeMs <= startMs + dayMs);
    const left = own.at(-1)?.leftRatio ?? null;
    rows.push({ day: dayText(startMs), left, spent: left === null ? null : before - left });
    before = left ?? before;
  }
  return rows;
}

const columns: readonly Column<DayRow>[] = [
  { id: "day", header: "Day, UTC", name: true, cell: ({ day }) => day },
  {
    id: "spent",
    header: "Spent",
    width: 120,
    numeric: true,
    cell: ({ spent }) => (spent === null ? <None /> : formatBudget(spent)),
  },
  {
    id: "left",
    header: "Left",
    width: 120,
    numeric: true,
    cell: ({ left }) => (left === null ? <None /> : formatBudget(left)),
  },
];
