import { quoteOutput } from "../format/quoteOutput.ts";
import { blankGpu, outOfReach } from "./blank.ts";
import { missingFor } from "./cells.ts";
import { type Query, queryOf } from "./csvRow.ts";
import type { Gpu, GpuSubsystem, Missing } from "./model.ts";
import { RowMemory } from "./rowMemory.ts";
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

/** What the lines of one answer said, gathered in order. */
interface Reading {
  readonly gpus: Map<string, Gpu>;
  goodRows: number;
  deadRows: number;
  /** Of a row whose GPU tells nothing, but not because of an error: it may not be read, or the driver has no readings. */
  silentRow: { readonly why: Missing; readonly text: string } | null;
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

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}

/** As `trim` cuts, without a copy. */
function trimmed(text: string, start: number, end: number): { readonly from: number; readonly to: number } {
  let [from, to] = [start, end];
  while (from < to && text.charAt(from).trim() === "") from += 1;
  while (from < to && text.charAt(to - 1).trim() === "") to -= 1;
  return { from, to };
}

function readLines(text: string, query: Query, memory: RowMemory): Reading {
  const reading: Reading = {
    gpus: new Map(),
    goodRows: 0,
    deadRows: 0,
    silentRow: null,
    subsystem: null,
    invalidField: null,
    gpuSentence: null,
    stray: [],
  };
  let sentenceBefore = false;
  let lineNumber = 0;
  for (let start = 0; start <= text.length; ) {
    const end = lineEnd(text, start);
    const { from, to } = trimmed(text, start, end);
    start = end + 1;
    lineNumber += 1;
    if (from === to) continue;
    const row = memory.read(text, from, to, lineNumber, query);
    if (row === null) {
      sentenceBefore = readProse(reading, text.slice(from, to));
      continue;
    }
    if (row.kind === "gpu") {
      if (row.silent === null) reading.goodRows += 1;
      else if (row.silent === missingFor.unknownError) reading.deadRows += 1;
      else reading.silentRow ??= { why: row.silent, text: row.gpu.stateText ?? "" };
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
  if (reading.silentRow !== null) {
    const { why, text } = reading.silentRow;
    const kind = why === missingFor.insufficientPermissions ? "permissionDenied" : "unreadable";
    return { kind, text: `nvidia-smi tells no reading of any GPU: ${text}` };
  }
  const said = quoteOutput(reading.stray.slice(0, 3).join("\n")) || "nvidia-smi printed nothing";
  return { kind: byStatus ?? "unreadable", text: exitStatus === 0 ? said : `${said} (exit status ${exitStatus})` };
}

/**
 * Reads what `nvidia-smi --query-gpu=<fields> --format=csv,noheader,nounits` printed, standard error included. Each
 * line is judged by itself: errors arrive between rows, with any exit status. Units are read where they are printed.
 *
 * `fields` is the list that was asked for, in order; pass the same array each time, it keys the compiled columns.
 * `exitStatus` is the remote one: 124 and 137 from `timeout`, 126 and 127 from the shell. `memory` is that of the host
 * whose answers are read one after the other. Never throws.
 */
export function parseGpuCsv(
  text: string,
  fields: readonly string[],
  exitStatus: number,
  memory = new RowMemory(),
): GpuCsvResult {
  const reading = readLines(text, queryOf(fields), memory);
  return {
    gpus: [...reading.gpus.values()],
    subsystem: subsystemOf(reading, exitStatus),
    invalidField: reading.invalidField?.name ?? null,
    allUnknown: reading.deadRows > 0 && reading.goodRows === 0,
    stray: reading.stray,
  };
}
