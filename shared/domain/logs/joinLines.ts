import { mostLineChars, type ReadLine } from "./readLine.ts";

/** A traceback of this many lines is cut there; the next line begins a record of its own. */
const mostJoinedLines = 500;
const opensTraceback = /^Traceback \(most recent call last\):|^(?:During handling of|The above exception)/;
const closesTraceback = /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Timeout|Group)?(?::|$)/;
/** Where vLLM's logger was called; it stands before each line of a traceback. */
const calledFrom = /^\[[\w./-]+:\d+\] /;
const goesOn = /^(?:\s+\S|Caused by: |\.\.\. \d+ more|\^+\s*$)/;

/** Keeps the lines of one record together: feed it the lines of one stream in order. */
export interface LineJoiner<L extends ReadLine> {
  /** The record that `line` ends by beginning another one; null while it goes on. */
  add(line: L): L | null;
  /** The record under way, which then is over; null when there is none. */
  flush(): L | null;
  /** In the middle of a traceback: more of it is sure to come. */
  readonly expectsMore: boolean;
}

export function createLineJoiner<L extends ReadLine>(): LineJoiner<L> {
  let open: L | null = null;
  let parts: string[] = [];
  let chars = 0;
  let inTraceback = false;
  /** What may follow a traceback: blank lines, and another one that it led to. */
  let afterTraceback = false;

  const flush = (): L | null => {
    if (!open) return null;
    const whole = parts.length === 1 ? open : joined(open, parts.join("\n").trimEnd());
    open = null;
    parts = [];
    chars = 0;
    inTraceback = false;
    afterTraceback = false;
    return whole;
  };

  return {
    add(line) {
      const message = (line.messageStart === 0 ? line.text : line.text.slice(line.messageStart)).replace(
        calledFrom,
        "",
      );
      const opens = opensTraceback.test(message);
      if (open && parts.length < mostJoinedLines && chars < mostLineChars && belongs(open, line, message, opens)) {
        parts.push(line.timeMs === null ? line.text : message);
        chars += line.text.length + 1;
        if (opens) inTraceback = true;
        else if (inTraceback && closesTraceback.test(message)) {
          inTraceback = false;
          afterTraceback = true;
        }
        return null;
      }
      const done = flush();
      open = line;
      parts = [line.text];
      chars = line.text.length;
      inTraceback = opens;
      return done;
    },
    flush,
    get expectsMore() {
      return inTraceback;
    },
  };

  /** A line with a time of its own goes on only where a logger stamps a traceback line by line. */
  function belongs(head: L, line: L, message: string, opens: boolean): boolean {
    // A structured record is whole.
    if (head.message !== null || line.message !== null) return false;
    const followsTraceback = inTraceback || afterTraceback;
    if (line.timeMs !== null && (!followsTraceback || line.level !== head.level)) return false;
    if (goesOn.test(message)) return line.timeMs === null || inTraceback;
    // A traceback goes with the record that announces it, not with whatever stood there before.
    const isCalm = head.level === "info" || head.level === "debug";
    const announces = head.level === "error" || head.level === "fatal" || (head.timeMs !== null && !isCalm);
    if (opens) return followsTraceback || (line.timeMs === null && announces);
    return (followsTraceback && message === "") || (inTraceback && closesTraceback.test(message));
  }
}

/** A traceback makes its record an error where the first line does not tell what it is. */
function joined<L extends ReadLine>(head: L, text: string): L {
  const cut = Math.max(0, text.length - mostLineChars);
  const level = head.level === "unknown" && text.includes("Traceback (most recent") ? "error" : head.level;
  return { ...head, level, text: cut > 0 ? text.slice(0, mostLineChars) : text, cutChars: head.cutChars + cut };
}
