import type { AuditEntry } from "./entry.ts";

const columns = [
  "seq",
  "time",
  "kind",
  "by",
  "environment",
  "run",
  "host",
  "text",
  "facts",
  "previous",
  "hash",
] as const;

/** One entry a line, with its hashes: the chain can be checked from the file alone. */
export function toJsonLines(entries: Iterable<AuditEntry>): string {
  let text = "";
  for (const entry of entries) text += `${JSON.stringify(entry)}\n`;
  return text;
}

/** For a spreadsheet: RFC 4180, a header first. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsv(entries: Iterable<AuditEntry>): string {
  let text = `${columns.join(",")}\r\n`;
  for (const { atMs, facts, ...entry } of entries) {
    const row = { ...entry, time: new Date(atMs).toISOString(), facts: JSON.stringify(facts) };
    text += `${columns.map((column) => cell(row[column])).join(",")}\r\n`;
  }
  return text;
}

function cell(value: string | number | null): string {
  const text = String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === "string" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
