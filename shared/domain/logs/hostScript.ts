/** The first line of a script that reads logs states what it reads, for `ps` on the host and for the simulated fleet. */
const prefix = "# midwatch-logs 1 ";

export function logScriptHeader(nonce: string, reading: object): string {
  // A comment ends with its line: JSON has none in it.
  return `${prefix}${JSON.stringify({ nonce, ...reading })}`;
}

/** What a script's header states, or null when it is none of ours. */
export function parseLogScript(text: string): unknown {
  const [first = ""] = text.split("\n", 1);
  return first.startsWith(prefix) ? JSON.parse(first.slice(prefix.length)) : null;
}

/** Begins each frame of what the script prints, before its nonce. */
export const logFrameMark = "\u001e";
