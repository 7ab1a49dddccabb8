import { blankGpu, type MutableGpu, outOfReach } from "./blank.ts";
import { missingToken } from "./cells.ts";
import { type ColumnReader, columnReaders } from "./columns.ts";
import type { Gpu, GpuState, GpuSubsystem, MissingReason } from "./model.ts";
import { readSentence, type Sentence, subsystemOfStatus } from "./sentences.ts";

export { mergeKnownGpus } from "./knownGpus.ts";

export interface GpuCsvResult {
  /** One per GPU that answered or was named by an error sentence, in the order printed; the last row of a GPU wins. */
  readonly gpus: readonly Gpu[];
  /** nvidia-smi as a whole. A kind other than `ok` may come with good rows: `hung` half way, `infoRomCorrupted`. */
  readonly subsystem: GpuSubsystem;
  /** The field this driver does not know: drop it and ask again. No rows come with it. */
  readonly invalidField: string | null;
  /** Every row was `[Unknown Error]` in every column: the sign of a stuck loop. */
  readonly allUnknown: boolean;
  /** Lines that are neither data nor a known text, verbatim. A row with the wrong number of columns is one of them. */
  readonly stray: readonly string[];
}

/** A query's columns, compiled once per field list. */
interface Query {
  readonly fields: readonly string[];
  readonly readers: readonly ColumnReader[];
}

/** `dead`: every cell holds the same error, so nothing says whose row it is. */
type Row =
  | { readonly kind: "gpu"; readonly gpu: Gpu }
  | { readonly kind: "dead"; readonly state: GpuState; readonly text: string };

const queries = new WeakMap<readonly string[], Query>();

function queryOf(fields: readonly string[]): Query {
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
function readRow(line: string, { fields, readers }: Query): Row | null {
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

/** What the lines of one answer said, gathered in order. */
interface Reading {
  readonly gpus: Map<string, Gpu>;
  goodRows: number;
  deadRows: number;
  subsystem: { kind: GpuSubsystem["kind"]; text: string } | null;
  invalidField: { readonly name: string; readonly text: string } | null;
  gpuSentence: string | null;
  readonly stray: string[];
}

function keyOf(gpu: Gpu, fallback: number): string {
  return gpu.busId ?? gpu.uuid ?? (gpu.index === null ? `row ${fallback}` : `index ${gpu.index}`);
}

function readGpuSentence(reading: Reading, sentence: Sentence & { readonly kind: "gpu" }, line: string): void {
  const { state, index, busId } = sentence;
  reading.gpuSentence ??= line;
  reading.gpus.set(busId, outOfReach({ ...blankGpu, busId, index }, state, line));
}

/** Takes in a line that is no row. Returns true for a sentence about one GPU: the next dead row is that GPU's. */
function readProse(reading: Reading, line: string): boolean {
  const sentence = readSentence(line);
  switch (sentence?.kind) {
    case "gpu":
      readGpuSentence(reading, sentence, line);
      return true;
    case "invalidField":
      reading.invalidField ??= { name: sentence.field, text: line };
      return false;
    case "subsystem":
      reading.subsystem ??= { kind: sentence.subsystem, text: line };
      return false;
    case "continuation":
      if (reading.subsystem) reading.subsystem.text += `\n${line}`;
      else reading.stray.push(line);
      return false;
    case undefined:
      reading.stray.push(line);
      return false;
  }
}

function readLines(text: string, query: Query): Reading {
  const reading: Reading = {
    gpus: new Map(),
    goodRows: 0,
    deadRows: 0,
    subsystem: null,
    invalidField: null,
    gpuSentence: null,
    stray: [],
  };
  let sentenceBefore = false;
  let lineNumber = 0;
  for (const rawLine of text.split("\n")) {
    const line = rawLine.trim();
    lineNumber += 1;
    if (line === "") continue;
    const row = readRow(line, query);
    if (row === null) {
      sentenceBefore = readProse(reading, line);
      continue;
    }
    if (row.kind === "gpu") {
      if (row.gpu.state === "unreadable") reading.deadRows += 1;
      else reading.goodRows += 1;
      reading.gpus.set(keyOf(row.gpu, lineNumber), row.gpu);
    } else if (!sentenceBefore) {
      reading.deadRows += 1;
      reading.gpus.set(`row ${lineNumber}`, outOfReach(blankGpu, row.state, row.text));
    }
    sentenceBefore = false;
  }
  return reading;
}

function subsystemOf(reading: Reading, exitStatus: number): GpuSubsystem {
  if (reading.subsystem) return reading.subsystem;
  if (reading.invalidField) return { kind: "unknown", text: reading.invalidField.text };
  const byStatus = subsystemOfStatus(exitStatus);
  if (byStatus === "hung") {
    return { kind: "hung", text: `nvidia-smi did not answer in time and was stopped (exit status ${exitStatus})` };
  }
  if (reading.goodRows > 0) {
    return byStatus === "infoRomCorrupted"
      ? { kind: byStatus, text: `nvidia-smi reports a corrupted infoROM (exit status ${exitStatus})` }
      : { kind: "ok", text: "" };
  }
  if (reading.gpuSentence !== null) return { kind: "unreadable", text: reading.gpuSentence };
  if (reading.deadRows > 0) return { kind: "unreadable", text: "nvidia-smi answered with errors in every column" };
  const said = reading.stray.length > 0 ? reading.stray.slice(0, 3).join("\n") : "nvidia-smi printed nothing";
  return { kind: byStatus ?? "unreadable", text: exitStatus === 0 ? said : `${said} (exit status ${exitStatus})` };
}

/**
 * Reads what `nvidia-smi --query-gpu=<fields> --format=csv,noheader,nounits` printed, standard error included. Each
 * line is judged by itself: errors arrive between rows, with any exit status. Units are read where they are printed.
 *
 * `fields` is the list that was asked for, in order; pass the same array each time, it keys the compiled columns.
 * `exitStatus` is the remote one: 124 and 137 from `timeout`, 126 and 127 from the shell. Never throws.
 */
export function parseGpuCsv(text: string, fields: readonly string[], exitStatus: number): GpuCsvResult {
  const reading = readLines(text, queryOf(fields));
  return {
    gpus: [...reading.gpus.values()],
    subsystem: subsystemOf(reading, exitStatus),
    invalidField: reading.invalidField?.name ?? null,
    allUnknown: reading.deadRows > 0 && reading.goodRows === 0,
    stray: reading.stray,
  };
}
