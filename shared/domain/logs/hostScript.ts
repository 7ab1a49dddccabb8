import { z } from "zod";

/** Begins each frame of what a script that reads logs prints, before its nonce. */
export const logFrameMark = "\u001e";

/** The first line of such a script states what it reads, for a person on the host and for the simulated fleet. */
const prefix = "# midwatch-logs 1 ";

/** What of a header the simulated fleet goes by. */
const statement = z.object({
  nonce: z.string(),
  kind: z.enum(["window", "news"]),
  logs: z.array(z.object({ files: z.string().optional(), kernel: z.boolean().optional() })),
  startMs: z.number().default(0),
  positions: z
    .array(z.object({ files: z.array(z.object({ path: z.string(), offset: z.number() })).default([]) }).nullable())
    .default([]),
});
type LogStatement = Readonly<z.infer<typeof statement>>;

export function logScriptHeader(nonce: string, reading: object): string {
  // A comment ends with its line: JSON has no line break in it.
  return `${prefix}${JSON.stringify({ nonce, ...reading })}`;
}

/** What a script's header states, or null when it is none of ours. */
export function parseLogScript(text: string): LogStatement | null {
  const [first = ""] = text.split("\n", 1);
  return first.startsWith(prefix) ? statement.parse(JSON.parse(first.slice(prefix.length))) : null;
}
