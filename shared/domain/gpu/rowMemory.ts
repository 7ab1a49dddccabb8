import { interned } from "../../base/interned.ts";
import type { MutableGpu } from "./blank.ts";
import type { Column } from "./columns.ts";
import { cellSeparator, cellsOf, type Query, type Row, readRow } from "./csvRow.ts";
import type { Gpu } from "./model.ts";

/** A row as it was read last. */
interface Known {
  readonly gpu: Gpu;
  /** The cell's text; null where it was a bare number. */
  readonly cells: readonly (string | null)[];
}

/** So many digits are exact as a whole number, and the row's number is the nearest to what it says. */
const mostDigits = 15;
const digitZero = 48;
const digitNine = 57;
const point = 46;

/**
 * Reads the rows of one host's answers, each against the one that stood in its place in the answer before: where figures
 * alone differ, they are read where they stand, and nothing is made of the rest. What it gives is what `readRow` gives.
 */
export class RowMemory {
  private query: Query | null = null;
  private known: (Known | undefined)[] = [];

  /** The line from `from` up to `to` of the text, trimmed; `place` is its number in the answer. */
  read(text: string, from: number, to: number, place: number, query: Query): Row | null {
    if (query !== this.query) this.known = [];
    this.query = query;
    const known = this.known[place];
    const gpu = known ? readAgain(text, from, to, known, query.columns) : null;
    if (known && gpu) {
      this.known[place] = gpu === known.gpu ? known : { gpu, cells: known.cells };
      return { kind: "gpu", gpu, silent: null };
    }
    const line = text.slice(from, to);
    const row = readRow(line, query);
    this.known[place] = row && query.isPlain ? knownOf(row, line, query.columns) : undefined;
    return row;
  }
}

/** Only a GPU that tells its readings is compared with: all others are rare, and have rules of their own. */
function knownOf(row: Row, line: string, columns: readonly Column[]): Known | undefined {
  if (row.kind !== "gpu" || row.silent !== null || row.gpu.state !== "ok") return undefined;
  const isBare = (cell: string, i: number) => columns[i]?.figure && isDigit(cell.charCodeAt(0));
  return {
    gpu: row.gpu,
    cells: cellsOf(line, columns.length).map((cell, i) => (isBare(cell, i) ? null : interned(cell))),
  };
}

/** The GPU that the line tells of, the known one where nothing changed; null where more than figures did. */
function readAgain(text: string, from: number, to: number, known: Known, columns: readonly Column[]): Gpu | null {
  let gpu: MutableGpu | null = null;
  let at = from;
  for (let i = 0; i < columns.length; i++) {
    const figure = columns[i]?.figure;
    let end = -1;
    if (figure && isDigit(text.charCodeAt(at))) {
      end = numberEnd(text, at, to);
      if (end < 0) return null;
      const value = figure.of(numberIn(text, at, end));
      if (known.gpu[figure.key] !== value) {
        gpu ??= { ...known.gpu };
        gpu[figure.key] = value;
      }
    } else {
      const cell = known.cells[i];
      if (typeof cell !== "string" || !text.startsWith(cell, at)) return null;
      end = at + cell.length;
    }
    const isLast = i === columns.length - 1;
    if (isLast ? end !== to : !text.startsWith(cellSeparator, end)) return null;
    at = end + cellSeparator.length;
  }
  return gpu ?? known.gpu;
}

function isDigit(code: number): boolean {
  return code >= digitZero && code <= digitNine;
}

/** Where a plain decimal number that begins at `at` ends; -1 when it is none, or longer than can be read exactly. */
function numberEnd(text: string, at: number, to: number): number {
  let end = at;
  while (end < to && isDigit(text.charCodeAt(end))) end += 1;
  if (end < to && text.charCodeAt(end) === point) {
    const decimalsAt = end + 1;
    end = decimalsAt;
    while (end < to && isDigit(text.charCodeAt(end))) end += 1;
    if (end === decimalsAt) return -1;
  }
  return end - at <= mostDigits ? end : -1;
}

function numberIn(text: string, at: number, end: number): number {
  let digits = 0;
  let divisor = 0;
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === point) divisor = 1;
    else {
      digits = digits * 10 + code - digitZero;
      divisor *= 10;
    }
  }
  return divisor === 0 ? digits : digits / divisor;
}
