import { logFrameMark, parseLogScript } from "../../../../shared/domain/logs/hostScript.ts";
import { globMatches } from "../../../../shared/domain/workspace/hostLog.ts";
import type { HostSpec } from "../fleet.ts";
import { kernelText } from "../hostTexts.ts";
import { logFilesOf } from "./logFiles.ts";

/** Programs may write for weeks; of a window no more than this is made up. */
const mostSeconds = 6 * 3600;

export interface LogMoment {
  /** Simulated seconds. */
  readonly t: number;
  readonly wallMs: number;
  readonly uptimeSeconds: number;
}

/**
 * What a host prints for a script that reads logs; null when the script is something else. Files stand at as many bytes as
 * seconds went by, which the console hands back; of a window's text it is not told where it stands.
 */
export function readLogs(host: HostSpec, script: string, now: LogMoment): string | null {
  const stated = parseLogScript(script);
  if (!stated) return null;
  const { nonce, kind, logs, startMs, positions } = stated;
  const frame = (...words: readonly (string | number)[]) => `${logFrameMark}${nonce} ${words.join(" ")}\n`;
  const files = logFilesOf(host);
  const nowSecond = Math.floor(now.wallMs / 1000);

  /** What a file holds of the seconds after `from`, up to the last whole one. */
  const written = (linesAt: (t: number, wallMs: number) => string, from: number): string => {
    let text = "";
    for (let second = Math.max(from, nowSecond - mostSeconds); second < nowSecond; second += 1) {
      // A second has one time, whenever it is read: else its lines would say another at each reading.
      const t = Math.round(now.t * 1000 - (now.wallMs - second * 1000)) / 1000;
      text += linesAt(t, second * 1000);
    }
    return text;
  };

  let text = frame("T", nowSecond, "+0000", now.uptimeSeconds.toFixed(2));
  for (const [index, { files: glob, kernel }] of logs.entries()) {
    if (kernel) text += `${frame("M", index)}${kernelText(host, now.t)}`;
    else if (glob === undefined) text += frame("D", index, "The simulated host has only files and a kernel log");
    else {
      const found = files.filter(({ path }) => globMatches(glob, path));
      if (found.length === 0) text += frame("D", index, `No file is called ${glob}`);
      for (const { path, linesAt } of found) {
        const known = positions[index]?.files.find((one) => one.path === path)?.offset ?? nowSecond;
        text +=
          kind === "window"
            ? `${frame("F", index, 0, 0, 0, path)}${written(linesAt, Math.floor(startMs / 1000))}`
            : `${frame("P", index, 1, known, nowSecond, 0, path)}${written(linesAt, known)}`;
      }
    }
  }
  return text + frame("E");
}
