/** Text of others as text: nothing in it is a heading, a link or a table. One line. */
export function markdownText(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[\\`*_{}[\]()#+\-!|~<>]/g, (char) => (safeInWords.has(char) ? char : `\\${char}`));
}

/** Marks that mean something only at the beginning of a line, where no such text stands. */
const safeInWords: ReadonlySet<string> = new Set(["(", ")", "#", "+", "-", "!", "{", "}"]);

/** A block of text exactly as it is, whatever fences it has itself. */
export function markdownCode(text: string, indent = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...text.split("\n"), fence].map((line) => `${indent}${line}`).join("\n");
}

/** `2026-11-19 02:03:10` in UTC. */
export function utcTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

/** `1,204`, and `about` what was reckoned out of rates. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
