import { inTimeOrder, mergeByTime } from "../../../../shared/domain/logs/mergeLines.ts";
import type { LogLine } from "../../../../shared/domain/logs/model.ts";
import { cutPage, type LogPage } from "../../../../shared/domain/logs/page.ts";
import type { HostLog } from "../../../../shared/domain/workspace/hostLog.ts";
import { StreamReader } from "../streamReader.ts";
import type { Frame, HostOutput } from "./frames.ts";
import { parseDocker, parseJournal, parseRing } from "./keptLines.ts";
import { readingLimits, wasCut } from "./request.ts";

export interface WindowAnswer extends LogPage {
  /** What could not be read, in words. */
  readonly problems: readonly string[];
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
  /** Of a program's log: see `entriesAskedFor`. */
  readonly mostEntries: number | null;
}

/** The lines of its logs that a host sent for a window, with how far back nothing is missing. */
export function windowAnswer(
  { frames, clock }: HostOutput,
  host: string,
  logs: readonly HostLog[],
  window: Window,
): WindowAnswer {
  const lists: (readonly LogLine[])[] = [];
  const problems: string[] = [];
  let completeFromMs = window.startMs;
  const reader = ({ log }: Frame, stream: string) =>
    new StreamReader({ source: "hosts", host, stream }, logs[log]?.service);

  /** Where less came than there is, nothing is known of the time before the first line. */
  const add = (lines: readonly LogLine[], isCut: boolean): void => {
    const ordered = inTimeOrder(lines);
    if (isCut) completeFromMs = Math.max(completeFromMs, cutPage(ordered, window.endMs).completeFromMs);
    lists.push(ordered.filter(({ timeMs }) => timeMs >= window.startMs && timeMs < window.endMs));
  };

  const isFull = (entries: readonly unknown[]) => window.mostEntries !== null && entries.length >= window.mostEntries;

  for (const frame of frames) {
    switch (frame.kind) {
      case "D":
        problems.push(frame.name);
        break;
      case "C": {
        const from = timeAfterCut(frame, reader(frame, frame.name), clock);
        completeFromMs = Math.max(completeFromMs, from ?? window.startMs);
        break;
      }
      case "F": {
        const isCut = wasCut(frame.text, readingLimits.sentBytes);
        const [cut, inode = "0", size] = frame.words;
        const text = isCut || cut === "1" ? afterFirstLine(frame.text) : frame.text;
        const stream = reader(frame, frame.name);
        const lines =
          inode !== "0"
            ? stream.readText(text, clock, { file: inode, endByte: Number(size) })
            : // Between finds with what stands around them.
              stream.readText(text.replaceAll(/^--\n/gm, ""), clock);
        add(timedByNext([...lines, ...stream.end(clock)]), isCut);
        break;
      }
      case "J": {
        const streams = new Map<string, StreamReader>();
        const entries = parseJournal(frame.text);
        const lines = entries.flatMap((entry) => {
          const known = streams.get(entry.stream) ?? reader(frame, entry.stream);
          streams.set(entry.stream, known);
          return known.readLines([entry], clock);
        });
        add(lines, isFull(entries) || wasCut(frame.text, readingLimits.sentBytes));
        break;
      }
      case "O": {
        const stream = reader(frame, frame.name);
        const entries = parseDocker(frame.text);
        const lines = [...stream.readLines(entries, clock), ...stream.end(clock)];
        add(lines, isFull(entries) || wasCut(frame.text, readingLimits.containerBytes));
        break;
      }
      case "M":
        add(
          reader(frame, "kernel").readLines(parseRing(frame.text, clock), clock),
          wasCut(frame.text, readingLimits.sentBytes),
        );
        break;
    }
  }
  const lines = mergeByTime(lists).filter(({ timeMs }) => timeMs >= completeFromMs);
  return { lines, completeFromMs: Math.min(completeFromMs, window.endMs), problems };
}

/** What stands before the first line with a time of its own is no newer than that one, whenever it was read. */
function timedByNext(lines: readonly LogLine[]): readonly LogLine[] {
  const first = lines.findIndex(({ timeFrom }) => timeFrom === "own");
  const next = lines[first];
  if (next === undefined) return lines;
  return lines.map((line, index) => (index < first ? { ...line, timeMs: next.timeMs, timeFrom: "next" } : line));
}

function afterFirstLine(text: string): string {
  return text.slice(text.indexOf("\n") + 1);
}

function timeAfterCut(frame: Frame, reader: StreamReader, clock: HostOutput["clock"]): number | null {
  const lines = reader.readText(afterFirstLine(frame.text), clock);
  return lines.find(({ timeFrom }) => timeFrom === "own")?.timeMs ?? null;
}
