import { useMemo } from "react";
import { groupPatterns, type LogPattern } from "../../../shared/domain/logs/patterns.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { formatNumber } from "../../ui/format.ts";
import type { LogStore } from "./LogStore.ts";
import styles from "./Logs.module.css";
import { levelWords } from "./levels.ts";

/** What is grouped: the newest lines, enough to see what is going on. */
const mostLines = 20_000;
const mostShown = 100;

const columns: readonly Column<LogPattern>[] = [
  { id: "count", header: "Lines", width: 64, numeric: true, cell: ({ count }) => formatNumber(count) },
  {
    id: "level",
    header: "Level",
    width: 56,
    mono: true,
    cell: ({ level }) => <span className={styles[`word_${level}`]}>{levelWords[level]}</span>,
  },
  {
    id: "pattern",
    header: "Message",
    mono: true,
    name: true,
    cell: ({ pattern }) => pattern,
    title: ({ example }) => example,
  },
];

/** Messages that differ only in figures and names, the most frequent first. Choosing one filters by its longest fixed part. */
export function PatternsPanel({
  store,
  version,
  onFilter,
}: {
  readonly store: LogStore;
  /** Grouped again when this changes. */
  readonly version: string;
  readonly onFilter: (condition: string) => void;
}) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that there are other lines
  const patterns = useMemo(() => groupPatterns(store.newest(mostLines)).slice(0, mostShown), [store, version]);
  return (
    <DataTable
      label="Message patterns"
      columns={columns}
      rows={patterns}
      rowKey={({ pattern }) => pattern}
      density="compact"
      onOpen={(pattern) => onFilter(fixedPart(pattern))}
    />
  );
}

function fixedPart(pattern: string): string {
  const parts = pattern.split("<*>").map((part) => part.trim());
  const longest = parts.reduce((best, part) => (part.length > best.length ? part : best), "");
  return `"${longest.replace(/["\\]/g, "\\$&")}"`;
}
