import type { LogLevel } from "../../../shared/domain/logs/model.ts";

/** As the column has them; a line that tells no level has none. */
export const levelWords: Readonly<Record<LogLevel, string>> = {
  fatal: "FATAL",
  error: "ERROR",
  warn: "WARN",
  info: "INFO",
  debug: "DEBUG",
  unknown: "",
};

/** Least severe that is shown, as most people choose it. */
export const levelChoices = [
  { id: "all", label: "All" },
  { id: ">=error", label: "Errors" },
  { id: ">=warn", label: "Warnings too" },
] as const;

/** The filter with its level conditions replaced; null takes them out. */
export function withLevels(filter: string, levels: string | null): string {
  const rest = filter.replace(/(?:^|\s)-?level(?:>=|!=|[:=])\S*/g, " ").trim();
  return levels === null ? rest : `level${levels} ${rest}`.trim();
}

/** What the filter says of levels, `>=warn` for instance; null when it says nothing or several things. */
export function levelsOf(filter: string): string | null {
  const found = [...filter.matchAll(/(?:^|\s)level((?:>=|!=|[:=])\S*)/g)];
  return found.length === 1 ? (found[0]?.[1] ?? null) : null;
}
