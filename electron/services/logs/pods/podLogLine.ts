import type { KeptLine } from "../streamReader.ts";

/** A line as a kubelet tells it with `timestamps`; nanoseconds at a fixed width, so that stamps compare as texts. */
export interface PodLogLine extends KeptLine {
  readonly stamp: string;
}

/** Null for what has no stamp: a kubelet's own words at a log's end. */
export function readPodLogLine(line: string): PodLogLine | null {
  const [, stamp, seconds, fraction = "0", text = ""] =
    /^((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z) ?(.*)$/s.exec(line) ?? [];
  if (stamp === undefined) return null;
  return { stamp, text, timeMs: Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000 };
}
