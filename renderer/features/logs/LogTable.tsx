import { type KeyboardEvent, type ReactNode, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type LogLine, messageOf } from "../../../shared/domain/logs/model.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { cx } from "../../ui/cx.ts";
import { formatClock } from "../../ui/format.ts";
import { SingleKeys } from "../../ui/singleKeys.ts";
import { rowAfterKey } from "../../ui/useRovingRows.ts";
import type { Highlight } from "./highlight.ts";
import type { LogSnapshot, LogStore } from "./LogStore.ts";
import styles from "./Logs.module.css";
import { levelWords } from "./levels.ts";

const rowHeight = 18;
/** Rows drawn beyond what is seen. */
const overscan = 12;

/** All lines, newest first; only those in sight are elements. */
export function LogTable({
  store,
  snapshot,
  selected,
  highlight,
  onSelect,
  onLeaveTop,
  end,
  onEnd,
}: {
  readonly store: LogStore;
  readonly snapshot: LogSnapshot;
  /** Number of a line. */
  readonly selected: number | null;
  readonly highlight: Highlight;
  readonly onSelect: (number: number) => void;
  /** Scrolled away from the newest line, or back to it. */
  readonly onLeaveTop: (isAway: boolean) => void;
  /** Under the oldest line. */
  readonly end: ReactNode;
  /** The oldest line came into sight. */
  readonly onEnd: () => void;
}) {
  const zone = settingsStore(({ clock }) => clock);
  const singleKeys = useContext(SingleKeys);
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const rows = rowsOf(snapshot);
  const firstRow = Math.max(0, Math.floor(view.top / rowHeight) - overscan);
  const lastRow = Math.min(rows.count, Math.ceil((view.top + view.height) / rowHeight) + overscan);
  const selectedRow = selected === null ? -1 : rows.rowOf(selected);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  // Who asks for the newest lines is taken to them, from wherever the list was scrolled to.
  useLayoutEffect(() => {
    if (snapshot.followed > 0 && scroller.current) scroller.current.scrollTop = 0;
  }, [snapshot.followed]);

  const isAtEnd = rows.count > 0 && lastRow >= rows.count && !snapshot.loading;
  const latestEnd = useRef(onEnd);
  latestEnd.current = onEnd;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page is asked for once
  useEffect(() => {
    if (isAtEnd && view.top > 0) latestEnd.current();
  }, [isAtEnd, snapshot.completeFromMs]);

  const goTo = (row: number) => {
    const number = rows.numberAt(row);
    if (number === null) return;
    onSelect(number);
    reveal(row);
  };
  const reveal = (row: number) => {
    const element = scroller.current;
    if (!element) return;
    const top = row * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  };
  const isKnown = selectedRow >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line that an address names is shown once, when it is found
  useEffect(() => {
    if (isKnown) reveal(selectedRow);
  }, [isKnown]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const jump = event.key === "PageDown" ? page : event.key === "PageUp" ? -page : 0;
    const next =
      jump === 0
        ? rowAfterKey(event.key, selectedRow, rows.count, singleKeys)
        : Math.max(0, Math.min(rows.count - 1, selectedRow + jump));
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(next);
  };

  const shown = Array.from({ length: Math.max(0, lastRow - firstRow) }, (_, index) => {
    const number = rows.numberAt(firstRow + index);
    const line = number === null ? null : store.line(number);
    return line && number !== null ? { row: firstRow + index, number, line } : null;
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys scroll and choose, wherever in the table the focus is
    <div
      ref={scroller}
      className={styles.lines}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move from line to line
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight });
        onLeaveTop(currentTarget.scrollTop > 0);
      }}
    >
      <table className={styles.table} aria-label="Log lines" aria-rowcount={rows.count + 1}>
        <colgroup>
          <col className={styles.timeColumn} />
          <col className={styles.levelColumn} />
          <col className={styles.hostColumn} />
          <col />
        </colgroup>
        <thead className="visuallyHidden">
          <tr aria-rowindex={1}>
            <th scope="col">Time</th>
            <th scope="col">Level</th>
            <th scope="col">Host</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          <Spacer rows={firstRow} />
          {shown.map((one) =>
            one ? (
              <Row
                key={one.number}
                {...one}
                isSelected={one.number === selected}
                zone={zone}
                highlight={highlight}
                onSelect={onSelect}
              />
            ) : null,
          )}
          <Spacer rows={rows.count - lastRow} />
        </tbody>
      </table>
      {end === null ? null : <div className={styles.end}>{end}</div>}
      <p className="visuallyHidden" aria-live="polite">
        {selectedRow >= 0 && selected !== null ? spoken(store.line(selected)) : ""}
      </p>
    </div>
  );
}

/** The room of the lines that are not drawn. */
function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it has no tabIndex, and nothing in it takes the focus
    <tr aria-hidden="true">
      <td colSpan={4} style={{ height: rows * rowHeight }} />
    </tr>
  );
}

function spoken(line: LogLine | null): string {
  return line === null ? "" : `${levelWords[line.level]} ${line.host ?? line.source}: ${messageOf(line).slice(0, 300)}`;
}

/** Rows of the table and numbers of the lines; row 0 is the newest. */
export function rowsOf({ shown, first, end, heldAt }: Pick<LogSnapshot, "shown" | "first" | "end" | "heldAt">) {
  if (shown) {
    const count = shown.length;
    return {
      count,
      numberAt: (row: number) => shown[count - 1 - row] ?? null,
      rowOf: (number: number) => {
        const at = shown.indexOf(number);
        return at < 0 ? -1 : count - 1 - at;
      },
    };
  }
  const last = Math.max(first, Math.min(end, heldAt ?? end));
  return {
    count: last - first,
    numberAt: (row: number) => (row >= 0 && row < last - first ? last - 1 - row : null),
    rowOf: (number: number) => (number >= first && number < last ? last - 1 - number : -1),
  };
}

function Row({
  row,
  number,
  line,
  isSelected,
  zone,
  highlight,
  onSelect,
}: {
  readonly row: number;
  readonly number: number;
  readonly line: LogLine;
  readonly isSelected: boolean;
  readonly zone: "utc" | "local";
  readonly highlight: Highlight;
  readonly onSelect: (number: number) => void;
}) {
  const message = messageOf(line);
  const cut = message.indexOf("\n");
  const head = message.slice(0, Math.min(cut < 0 ? shownChars : cut, shownChars));
  const more = cut < 0 ? 0 : message.split("\n").length - 1;
  return (
    <tr
      aria-rowindex={row + 2}
      aria-current={isSelected ? "true" : undefined}
      className={cx(styles.line, styles[`level_${line.level}`], isSelected && styles.selected)}
      onClick={() => onSelect(number)}
    >
      <td className={styles.time} title={timeTitle(line)}>
        {/* The mark of a time that is not the line's own hangs before the column, so that the digits stand below each other. */}
        {line.timeFrom === "own" ? " " : "~"}
        {clockWithMs(line.timeMs, zone)}
      </td>
      <td className={styles.level}>{levelWords[line.level]}</td>
      <td className={styles.host}>{line.host ?? line.source}</td>
      <td className={styles.message}>
        {highlight(head).map((piece, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text in their order
          index % 2 === 1 ? <mark key={index}>{piece}</mark> : <span key={index}>{piece}</span>,
        )}
        {more > 0 ? <span className="fg3"> +{more} lines</span> : null}
      </td>
    </tr>
  );
}

/** A wide screen shows no more of a line. */
const shownChars = 600;

export function clockWithMs(timeMs: number, zone: "utc" | "local"): string {
  return `${formatClock(timeMs, zone)}.${String(Math.floor(timeMs) % 1000).padStart(3, "0")}`;
}

function timeTitle({ timeMs, timeFrom }: LogLine): string {
  const time = new Date(timeMs).toISOString();
  switch (timeFrom) {
    case "own":
      return time;
    case "previous":
      return `${time}, the time of the line before: this one has none`;
    case "next":
      return `${time}, the time of the first line behind it that has one`;
    case "received":
      return `${time}, when it was read: the line has no time`;
  }
}
