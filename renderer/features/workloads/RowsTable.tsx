import { Boxes, CircleHelp } from "lucide-react";
import { type ReactNode, type Ref, useMemo, useState } from "react";
import { type Column, DataTable, type Sort, type TableHandle } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import { EmptyState } from "../../ui/states/EmptyState.tsx";
import { LoadingSkeleton } from "../../ui/states/LoadingSkeleton.tsx";
import { type SortKeys, sortRows } from "./sortRows.ts";
import { isWhole, type Rows } from "./useRows.ts";

/** One resource as a table, sorted by the reader; says what is missing where there is nothing. */
export function RowsTable<Row extends { readonly id: string }>({
  label,
  of,
  rows,
  columns,
  keys,
  firstSort,
  name,
  selected = null,
  onSelect,
  nothing,
  ref,
}: {
  readonly label: string;
  readonly of: Rows<Row>;
  /** Those that a filter leaves. */
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keys: SortKeys<Row>;
  readonly firstSort: Sort;
  readonly name: (row: Row) => string;
  readonly selected?: string | null;
  readonly onSelect?: (id: string) => void;
  readonly nothing: ReactNode;
  readonly ref?: Ref<TableHandle>;
}) {
  const [sort, setSort] = useState(firstSort);
  const sorted = useMemo(() => sortRows(rows, sort, keys, name), [rows, sort, keys, name]);
  const { state } = of;
  if (of.problem === null && (state === null || (state.kind === "listing" && of.rows.length === 0))) {
    const read = state?.read ?? 0;
    return (
      <LoadingSkeleton label={read > 0 ? `${formatNumber(read)} read so far` : `Reading ${label.toLowerCase()}`} />
    );
  }
  if (sorted.length === 0) {
    const isFiltered = of.rows.length > 0;
    if (!isFiltered && !isWhole(of)) {
      return (
        <EmptyState icon={CircleHelp} title={`${label} are not known`}>
          They could not be read, so there may be some.
        </EmptyState>
      );
    }
    return (
      <EmptyState icon={Boxes} title={isFiltered ? "Nothing matches" : `No ${label.toLowerCase()}`}>
        {isFiltered ? "The filter hides every row." : nothing}
      </EmptyState>
    );
  }
  return (
    <DataTable
      label={label}
      columns={columns}
      rows={sorted}
      rowKey={({ id }) => id}
      selected={selected}
      {...(onSelect ? { onSelect } : {})}
      sort={sort}
      onSort={setSort}
      windowed
      rowState={() => (state?.kind === "away" ? "off" : undefined)}
      {...(ref ? { ref } : {})}
    />
  );
}
