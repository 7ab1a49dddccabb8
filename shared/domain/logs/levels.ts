import type { LogLevel } from "./model.ts";

/** Names and numbers of levels in lower case: syslog, Python, Go, Java, journald's priorities. */
const names: Readonly<Record<string, LogLevel>> = {
  fatal: "fatal",
  critical: "fatal",
  crit: "fatal",
  emerg: "fatal",
  emergency: "fatal",
  alert: "fatal",
  panic: "fatal",
  error: "error",
  err: "error",
  severe: "error",
  exception: "error",
  warning: "warn",
  warn: "warn",
  info: "info",
  information: "info",
  informational: "info",
  notice: "info",
  debug: "debug",
  trace: "debug",
  verbose: "debug",
  f: "fatal",
  c: "fatal",
  e: "error",
  w: "warn",
  i: "info",
  d: "debug",
  t: "debug",
  "0": "fatal",
  "1": "fatal",
  "2": "fatal",
  "3": "error",
  "4": "warn",
  "5": "info",
  "6": "info",
  "7": "debug",
  // Python's numbers, which pino multiplies differently but orders alike.
  "10": "debug",
  "20": "info",
  "30": "warn",
  "40": "error",
  "50": "fatal",
};

/** What a level field says: `ERROR`, `Warning`, `err`, `3`; null when it is no level. */
export function foldLevel(text: string): LogLevel | null {
  return names[text.trim().toLowerCase()] ?? null;
}

/** Every spelling that folds to one of `levels`, for sources that compare letter by letter. */
export function levelSpellings(levels: readonly LogLevel[]): readonly string[] {
  const words = Object.keys(names).filter((name) => levels.some((level) => names[name] === level));
  return words.flatMap((word) => [...new Set([word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1)])]);
}

/** Farther into a line the word is part of the message more often than its level. */
const headChars = 120;
const shouted = /\b(FATAL|CRITICAL|CRIT|EMERG|ALERT|PANIC|ERROR|ERR|SEVERE|WARNING|WARN|INFO|NOTICE|DEBUG|TRACE)\b/;
const bracketed = /[[(<|](fatal|critical|crit|emerg|alert|error|err|warning|warn|info|notice|debug|trace)[\])>|]/;
const leading = /^\s*(fatal|critical|panic|error|warning|warn|info|notice|debug|trace)\s*[:\]-]/i;
const klog = /^([IWEF])\d{4} \d\d:/;
const accessStatus = /" ([1-5])\d\d(?: |$)/;
const failures =
  /^(?:Traceback \(most recent call last\)|[\w.]*(?:Error|Exception)\b)|NVRM: Xid|^(?:Memory cgroup out|Out) of memory: Kill|oom-kill:/;

/** The level that a line of plain text tells, `unknown` when it tells none. */
export function detectLevel(text: string): LogLevel {
  const head = text.length > headChars ? text.slice(0, headChars) : text;
  const word = shouted.exec(head) ?? bracketed.exec(head) ?? leading.exec(head) ?? klog.exec(head);
  if (word?.[1] !== undefined) return foldLevel(word[1]) ?? "unknown";
  if (failures.test(head)) return "error";
  const status = accessStatus.exec(text.length > 1000 ? text.slice(0, 1000) : text)?.[1];
  if (status !== undefined) return status === "5" ? "error" : status === "4" ? "warn" : "info";
  return "unknown";
}
