import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";

/** Of one stream of one step; what is beyond is counted and not kept. */
const mostBytes = 1024 * 1024;
/** A longer line is cut: nobody reads it, and a page that draws it stands still. */
const mostChars = 2000;

/** What a stream printed, line by line, secrets hidden; `digest` is that of the whole, as it was shown. */
export interface OutputLines {
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  digest(): string;
}

export function readLines(stream: Readable, mask: (line: string) => string, tell: (line: string) => void): OutputLines {
  const decoder = new StringDecoder("utf8");
  const hash = createHash("sha256");
  let bytes = 0;
  let rest = "";
  let cut = false;

  function line(text: string): void {
    const shown = mask(plainText(text)).slice(0, mostChars);
    hash.update(`${shown}\n`);
    tell(shown);
  }

  function take(text: string): void {
    const lines = (rest + text).split(/\r?\n|\r/);
    rest = (lines.pop() ?? "").slice(0, mostBytes);
    for (const one of lines) line(one);
  }

  const ended = new Promise<void>((resolve) => {
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) take(decoder.write(chunk));
      else if (!cut) {
        cut = true;
        line(`More than ${mostBytes} bytes were printed: the rest is not kept`);
      }
    });
    stream.on("error", () => {});
    stream.once("close", () => {
      take(decoder.end());
      if (rest !== "") line(rest);
      rest = "";
      resolve();
    });
  });
  return { ended, digest: () => hash.copy().digest("hex") };
}

/** What a program printed is data: it neither colours nor hides anything. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(/(?!\t)[\p{Cc}\p{Cf}\p{Cs}]/gu, "");
}
