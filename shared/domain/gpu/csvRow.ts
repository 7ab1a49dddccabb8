import { blankGpu, type MutableGpu } from "./blank.ts";
import { missingToken } from "./cells.ts";
import { type ColumnReader, columnReaders } from "./columns.ts";
import type { Gpu, GpuState, MissingReason } from "./model.ts";

/** A query's columns, compiled once per field list. */
export interface Query {
  readonly fields: readonly string[];
  readonly readers: readonly ColumnReader[];
}

/** One GPU's line. `dead`: every cell holds the same error, so nothing says whose row it is. */
export type Row =
  | { readonly kind: "gpu"; readonly gpu: Gpu }
  | { readonly kind: "dead"; readonly state: GpuState; readonly text: string };

const queries = new WeakMap<readonly string[], Query>();

export function queryOf(fields: readonly string[]): Query {
  const known = queries.get(fields);
  if (known) return known;
  const query = { fields, readers: columnReaders(fields) };
  queries.set(fields, query);
  return query;
}

const stateOfToken: Readonly<Partial<Record<MissingReason, GpuState>>> = {
  gpuLost: "lost",
  requiresReset: "requiresReset",
  unknownError: "unreadable",
};

function isBracketed(cell: string): boolean {
  return cell.charCodeAt(0) === 91;
}

function tokenState(cell: string): GpuState | null {
  const token = isBracketed(cell) ? missingToken(cell) : null;
  return token ? (stateOfToken[token.missing] ?? null) : null;
}

function withoutBrackets(cell: string): string {
  return cell.replace(/^\[|\]$/g, "");
}

/** The cell that says the whole GPU is out of order, whatever column it is in. One unknown error is only one reading. */
function deadlyCell(cells: readonly string[]): string | null {
  for (const cell of cells) {
    if (!isBracketed(cell)) continue;
    const state = tokenState(cell);
    if (state === "lost" || state === "requiresReset") return cell;
  }
  return null;
}

const zero = /^0(\.0+)?( \S+)?$/;

/** A GPU that is out of order prints zeros beside the error (`0 MiB`): filler, not readings. */
function replaceFiller(cells: string[], token: string, fields: readonly string[]): void {
  for (let i = 0; i < cells.length; i++) {
    if (fields[i] !== "index" && zero.test(cells[i] ?? "")) cells[i] = token;
  }
}

const identityFields: ReadonlySet<string> = new Set([
  "index",
  "uuid",
  "gpu_uuid",
  "pci.bus_id",
  "gpu_bus_id",
  "name",
  "gpu_name",
]);

function isUnreadable(cells: readonly string[], fields: readonly string[]): boolean {
  const readings = cells.filter((_, i) => !identityFields.has(fields[i] ?? ""));
  return readings.length > 0 && readings.every((cell) => tokenState(cell) === "unreadable");
}

function looksReadable(cell: string): boolean {
  return /^[-+]?\d/.test(cell) || (cell !== "" && missingToken(cell) !== null);
}

/** One line as a row of the query, or null when it cannot be one. */
export function readRow(line: string, { fields, readers }: Query): Row | null {
  const cells = line.split(",");
  if (cells.length !== readers.length) return null;
  for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] ?? "").trim();

  const [first = ""] = cells;
  const deadState = tokenState(first);
  if (deadState && cells.every((cell) => cell === first)) {
    return { kind: "dead", state: deadState, text: withoutBrackets(first) };
  }

  const deadly = deadlyCell(cells);
  if (deadly !== null) replaceFiller(cells, deadly, fields);
  const gpu: MutableGpu = { ...blankGpu };
  for (let i = 0; i < cells.length; i++) {
    if (readers[i]?.(gpu, cells[i] ?? "") === false) return null;
  }
  // A line of prose with the right number of commas has neither an identity nor one readable cell.
  if (gpu.uuid === null && gpu.busId === null && gpu.index === null && !cells.some(looksReadable)) return null;
  if (deadly !== null) {
    gpu.state = tokenState(deadly) ?? "unreadable";
    gpu.stateText = withoutBrackets(deadly);
  } else if (isUnreadable(cells, fields)) {
    gpu.state = "unreadable";
    gpu.stateText = "Unknown Error";
  }
  return { kind: "gpu", gpu };
}
