import { blankGpu, type MutableGpu } from "./blank.ts";
import { missingToken } from "./cells.ts";
import { type Column, columnsOf } from "./columns.ts";
import type { Gpu, GpuState, Missing, MissingReason } from "./model.ts";

/** A query's columns, compiled once per field list. */
export interface Query {
  readonly fields: readonly string[];
  /** Places of the readings that every GPU gives in some form. */
  readonly vital: readonly number[];
  readonly columns: readonly Column[];
  /** No figure is asked for twice, under two of its names: the last one would count. */
  readonly isPlain: boolean;
}

/**
 * One GPU's line. `silent`: nvidia-smi's word for why it tells none of the GPU's vital readings, null where it tells one.
 * `dead`: every cell holds the same error, so nothing says whose row it is.
 */
export type Row =
  | { readonly kind: "gpu"; readonly gpu: Gpu; readonly silent: Missing | null }
  | { readonly kind: "dead"; readonly state: GpuState; readonly text: string };

/** The readings that every GPU gives in some form: one that gives none of them is not being read. */
const vitalFields: ReadonlySet<string> = new Set([
  "utilization.gpu",
  "memory.used",
  "temperature.gpu",
  "power.draw",
  "power.draw.instant",
]);

export const cellSeparator = ", ";

const queries = new WeakMap<readonly string[], Query>();

export function queryOf(fields: readonly string[]): Query {
  const known = queries.get(fields);
  if (known) return known;
  const vital = fields.flatMap((field, i) => (vitalFields.has(field) ? [i] : []));
  const columns = columnsOf(fields);
  const keys = columns.flatMap(({ figure }) => figure?.key ?? []);
  const query = { fields, vital, columns, isPlain: new Set(keys).size === keys.length };
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

/** The cell that stands in place of the vital readings, or null when one of them is there or too few were asked for. */
function silentCell(cells: readonly string[], vital: readonly number[]): string | null {
  if (vital.length < 2 || vital.some((place) => missingToken(cells[place] ?? "") === null)) return null;
  return cells[vital[0] ?? 0] ?? null;
}

function looksReadable(cell: string): boolean {
  return /^[-+]?\d/.test(cell) || (cell !== "" && missingToken(cell) !== null);
}

/** As nvidia-smi separates them, with a space behind the comma, or else without; trimmed. */
export function cellsOf(line: string, count: number): string[] {
  const cells = line.split(cellSeparator);
  return (cells.length === count ? cells : line.split(",")).map((cell) => cell.trim());
}

/** One line as a row of the query, or null when it cannot be one. */
export function readRow(line: string, { fields, vital, columns }: Query): Row | null {
  const cells = cellsOf(line, columns.length);
  if (cells.length !== columns.length) return null;

  const [first = ""] = cells;
  const deadState = tokenState(first);
  if (deadState && cells.every((cell) => cell === first)) {
    return { kind: "dead", state: deadState, text: withoutBrackets(first) };
  }

  const deadly = deadlyCell(cells);
  if (deadly !== null) replaceFiller(cells, deadly, fields);
  const gpu: MutableGpu = { ...blankGpu };
  for (let i = 0; i < cells.length; i++) {
    if (columns[i]?.read(gpu, cells[i] ?? "") === false) return null;
  }
  // A line of prose with the right number of commas has neither an identity nor one readable cell.
  if (gpu.uuid === null && gpu.busId === null && gpu.index === null && !cells.some(looksReadable)) return null;
  if (deadly !== null) {
    gpu.state = tokenState(deadly) ?? "unreadable";
    gpu.stateText = withoutBrackets(deadly);
    return { kind: "gpu", gpu, silent: null };
  }
  const silent = silentCell(cells, vital);
  if (silent !== null) {
    gpu.state = "unreadable";
    gpu.stateText = withoutBrackets(silent) || "Nothing";
  }
  return { kind: "gpu", gpu, silent: silent === null ? null : missingToken(silent) };
}
