import { ArrowDown, ArrowUp } from "lucide-react";
import {
  type CSSProperties,
  type JSX,
  memo,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useMemo,
  useRef,
} from "react";
import { cx } from "./cx.ts";
import styles from "./DataTable.module.css";
import { Icon } from "./Icon.tsx";
import { leastWidth } from "./leastWidth.ts";
import { useRovingRows } from "./useRovingRows.ts";
import { useRowWindow } from "./useRowWindow.ts";

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  /** Pixels; columns without a width share the rest. */
  readonly width?: number;
  /** Pixels that a column without a width keeps in a narrow window, 140 unless told. */
  readonly minWidth?: number;
  /** Right-aligned figures. */
  readonly numeric?: boolean;
  readonly mono?: boolean;
  /** What is in it is never wider than the column, or cuts itself: the cell, whose cut costs in long tables, need not. */
  readonly fits?: boolean;
  /** 4 px instead of 8 px at the sides: sparklines, and tables in the narrow column. */
  readonly tight?: boolean;
  /** Of its cells, for what else they have in common: cheaper than an element in each. */
  readonly className?: string | undefined;
  readonly sortable?: boolean;
  /** The cell that names the row: a row header, brighter. */
  readonly name?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** The whole text of a cell that may be cut. */
  readonly title?: (row: Row) => string;
}

export interface Sort {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

/** For keys that act on the table from outside it. */
export interface TableHandle {
  focus(): void;
  move(delta: number): void;
}

export interface DataTableProps<Row> {
  /** The table's accessible name. */
  readonly label: string;
  /** Keep it stable (module level or useMemo): rows redraw when it changes. */
  readonly columns: readonly Column<Row>[];
  /** A row that did not change should be the same object. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly selected?: string | null;
  /** Makes rows focusable; called as focus moves and on click. */
  readonly onSelect?: (key: string) => void;
  /** Enter or double click. */
  readonly onOpen?: (key: string) => void;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** 24, 28, 32 and, for set-up lists, 31 px. */
  readonly density?: "compact" | "default" | "roomy" | "lines31";
  /** `off`: unreachable or of earlier, dimmed. `fresh`: tinted once for 1.2 s. */
  readonly rowState?: (row: Row) => "off" | "fresh" | undefined;
  /** A last, unselectable line. */
  readonly foot?: ReactNode;
  readonly hideHead?: boolean;
  /** Draws only the rows in sight once there are many; the box around it scrolls, and no row is higher than its density says. */
  readonly windowed?: boolean;
  readonly ref?: Ref<TableHandle>;
}

/** Heights of tokens.css, with the line below. */
const rowPixels = { compact: 24, default: 28, roomy: 32, lines31: 31 } as const;

/** A real table: named, sortable, one tab stop for its rows. It stands in a box that scrolls both ways; the row's name stays in sight. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, selected = null, onSelect, onOpen, density = "default", ref } = props;
  const keys = useMemo(() => rows.map(rowKey), [rows, rowKey]);
  const interactive = onSelect !== undefined || onOpen !== undefined;
  const current = selected !== null && keys.includes(selected) ? selected : null;
  const table = useRef<HTMLTableElement>(null);
  const { from, to, reveal } = useRowWindow(table, {
    count: rows.length,
    rowPx: rowPixels[density],
    enabled: props.windowed ?? false,
  });
  const isWhole = from === 0 && to === rows.length;
  // Only what is drawn can be the stop of the Tab key.
  const isDrawn = current !== null && keys.indexOf(current, from) < to && keys.indexOf(current, from) >= from;
  const tabStop = isDrawn ? current : (keys[from] ?? null);
  const roving = useRovingRows({ keys, current, onCurrent: onSelect, onOpen, reveal });

  useImperativeHandle(
    ref,
    () => ({
      focus() {
        if (tabStop !== null) roving.focusRow(tabStop);
      },
      move: roving.move,
    }),
    [roving, tabStop],
  );

  return (
    <table
      ref={table}
      className={cx(styles.table, density !== "default" && styles[density], props.windowed && styles.windowed)}
      style={{ minWidth: leastWidth(columns), ...(props.windowed && gridOf(columns)) }}
      aria-label={label}
      // The head is the first row.
      aria-rowcount={isWhole ? undefined : rows.length + 1}
    >
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} {...(column.width ? { style: { width: column.width } } : {})} />
        ))}
      </colgroup>
      <thead className={props.hideHead ? "visuallyHidden" : styles.headRows}>
        <tr aria-rowindex={isWhole ? undefined : 1}>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </tr>
      </thead>
      <tbody {...(interactive ? { onKeyDown: roving.onKeyDown } : {})}>
        <Unseen rows={from} rowPx={rowPixels[density]} columns={columns.length} />
        {rows.slice(from, to).map((row, offset) => {
          const index = from + offset;
          const key = keys[index] ?? "";
          return (
            <BodyRow
              key={key}
              id={key}
              row={row}
              rowIndex={isWhole ? undefined : index + 2}
              columns={columns}
              state={props.rowState?.(row)}
              isSelected={key === current}
              tabIndex={!interactive ? undefined : key === tabStop ? 0 : -1}
              register={roving.register}
              onSelect={onSelect}
              onOpen={onOpen}
            />
          );
        })}
        <Unseen rows={rows.length - to} rowPx={rowPixels[density]} columns={columns.length} />
        {props.foot ? (
          <tr className={styles.foot}>
            <td className={styles.cell} colSpan={columns.length}>
              {props.foot}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

/** The widths of a table of fixed layout, for rows that stand by themselves. */
function gridOf(columns: readonly { readonly width?: number }[]): CSSProperties {
  return {
    "--columns": columns.map(({ width }) => (width ? `${width}px` : "minmax(0, 1fr)")).join(" "),
  } as CSSProperties;
}

/** The room of rows that are not drawn: no row to who hears the table, whose rows tell their numbers. */
function Unseen({ rows, rowPx, columns }: { readonly rows: number; readonly rowPx: number; readonly columns: number }) {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it has no tabIndex, and nothing in it takes the focus
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: rows * rowPx, padding: 0 }} />
    </tr>
  );
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}) {
  const active = sort?.column === column.id ? sort.direction : undefined;
  const names = cx(
    styles.head,
    column.numeric && styles.numeric,
    column.tight && styles.tight,
    column.name && styles.nameHead,
  );
  if (!column.sortable || !onSort) {
    return (
      <th scope="col" className={names}>
        {column.header}
      </th>
    );
  }
  return (
    <th scope="col" className={names} aria-sort={active ?? "none"}>
      <button
        type="button"
        className={cx(styles.sort, active && styles.sorted)}
        onClick={() => onSort({ column: column.id, direction: nextDirection(active, column.numeric) })}
      >
        {column.header}
        {active ? <Icon of={active === "ascending" ? ArrowUp : ArrowDown} size={12} /> : null}
      </button>
    </th>
  );
}

/** Figures start with the largest, names with A. */
function nextDirection(active: Sort["direction"] | undefined, numeric: boolean | undefined): Sort["direction"] {
  if (active === undefined) return numeric ? "descending" : "ascending";
  return active === "ascending" ? "descending" : "ascending";
}

interface BodyRowProps<Row> {
  readonly id: string;
  readonly row: Row;
  /** Of all rows, those that are not drawn included. */
  readonly rowIndex: number | undefined;
  readonly columns: readonly Column<Row>[];
  readonly state: "off" | "fresh" | undefined;
  readonly isSelected: boolean;
  readonly tabIndex: number | undefined;
  readonly register: (key: string, element: HTMLElement | null) => void;
  readonly onSelect: ((key: string) => void) | undefined;
  readonly onOpen: ((key: string) => void) | undefined;
}

function PlainRow<Row>(props: BodyRowProps<Row>) {
  const { id, row, rowIndex, columns, state, isSelected, tabIndex, register, onSelect, onOpen } = props;
  return (
    <tr
      ref={(element) => register(id, element)}
      className={cx(
        styles.row,
        tabIndex !== undefined && styles.selectable,
        state && styles[state],
        isSelected && styles.selected,
      )}
      tabIndex={tabIndex}
      aria-rowindex={rowIndex}
      aria-current={isSelected ? "true" : undefined}
      onClick={onSelect && (() => onSelect(id))}
      onFocus={onSelect && !isSelected ? () => onSelect(id) : undefined}
      onDoubleClick={onOpen && (() => onOpen(id))}
    >
      <Cells row={row} columns={columns} />
    </tr>
  );
}

/** Apart from the row: the tab stop and the selection move without drawing them again. */
function PlainCells<Row>({ row, columns }: Pick<BodyRowProps<Row>, "row" | "columns">) {
  return (
    <>
      {columns.map((column) => {
        const className = cx(
          styles.cell,
          column.fits && styles.fits,
          column.numeric && styles.numeric,
          column.mono && "mono",
          column.tight && styles.tight,
          column.name && styles.name,
          column.className,
        );
        const title = column.title?.(row) || undefined;
        return column.name ? (
          <th key={column.id} scope="row" className={className} title={title}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.id} className={className} title={title}>
            {column.cell(row)}
          </td>
        );
      })}
    </>
  );
}

// memo() loses the type parameter; the props are the same.
const Cells = memo(PlainCells) as typeof PlainCells;
const BodyRow = memo(PlainRow) as <Row>(props: BodyRowProps<Row> & { readonly key?: string }) => JSX.Element;
