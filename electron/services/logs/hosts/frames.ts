import { logFrameMark } from "../../../../shared/domain/logs/hostScript.ts";

/** The host's clock when it was read. */
export interface HostClock {
  readonly nowMs: number;
  readonly offsetMinutes: number;
  readonly uptimeSeconds: number;
}

export interface Frame {
  readonly kind: string;
  /** Index of the log it belongs to. */
  readonly log: number;
  /** Between the log and the text's path or name. Inodes may be longer than numbers are exact. */
  readonly words: readonly string[];
  /** A path, a name or a message. */
  readonly name: string;
  readonly text: string;
}

export interface HostOutput {
  readonly clock: HostClock;
  readonly frames: readonly Frame[];
  /** The script came to its end. */
  readonly isWhole: boolean;
}

const wordsOf: Readonly<Record<string, number>> = { F: 3, P: 4, R: 1 };

/** What the script printed; null when not even the clock was. Text of the login shell before that is no frame. */
export function parseFrames(stdout: string, nonce: string): HostOutput | null {
  const parts = stdout.split(`${logFrameMark}${nonce} `).slice(1);
  const clock = parts[0]?.startsWith("T ") ? parseClock(parts[0]) : null;
  if (!clock) return null;
  const last = parts.at(-1) ?? "";
  return { clock, frames: parts.slice(1).flatMap(parseFrame), isWhole: last.startsWith("E") };
}

function parseClock(part: string): HostClock | null {
  const match = /^T (\d+) ([+-])(\d\d)(\d\d) ([\d.]*)/.exec(part);
  if (!match) return null;
  const minutes = Number(match[3]) * 60 + Number(match[4]);
  return {
    nowMs: Number(match[1]) * 1000,
    offsetMinutes: match[2] === "-" ? -minutes : minutes,
    uptimeSeconds: Number(match[5]),
  };
}

function parseFrame(part: string): Frame[] {
  const end = part.indexOf("\n");
  const [kind = "", log = "", ...rest] = part.slice(0, end < 0 ? part.length : end).split(" ");
  if (log === "") return [];
  const count = wordsOf[kind] ?? 0;
  // The output ended within its words.
  if (count > 0 && rest.length <= count) return [];
  return [
    {
      kind,
      log: Number(log),
      words: rest.slice(0, count),
      name: rest.slice(count).join(" "),
      text: end < 0 ? "" : part.slice(end + 1),
    },
  ];
}
