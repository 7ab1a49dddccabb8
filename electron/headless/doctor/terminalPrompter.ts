import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { SshPrompter } from "../../services/ssh/types.ts";

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Standard error: standard output is the report's. */
  readonly output: NodeJS.WritableStream;
}

/** Asks for passphrases and codes in the terminal, hidden where the server says so; without one it passes on notices alone. */
export function createTerminalPrompter({ input, output }: Terminal): SshPrompter {
  return {
    async ask({ host, hop, title, instructions, fields }, signal) {
      if (!input.isTTY && fields.length > 0) return null;
      const about = hop === host ? host : `${hop} (on the way to ${host})`;
      output.write(`${[`${title}: ${about}`, instructions].filter(Boolean).map(clean).join("\n")}\n`);
      const answers: string[] = [];
      for (const { label, echo } of fields) {
        const answer = await askOne({ input, output }, clean(label), echo, signal);
        if (answer === null) return null;
        answers.push(answer);
      }
      return answers;
    },
  };
}

async function askOne(
  { input, output }: Terminal,
  label: string,
  echo: boolean,
  signal: Parameters<SshPrompter["ask"]>[1],
): Promise<string | null> {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  output.write(`${label} `);
  const lines = createInterface({ input, output: echo ? output : hidden, terminal: true });
  const abort = new AbortController();
  const onAbort = () => abort.abort();
  signal.addEventListener("abort", onAbort, { once: true });
  lines.on("SIGINT", onAbort);
  try {
    return await lines.question("", { signal: abort.signal });
  } catch {
    return null;
  } finally {
    signal.removeEventListener("abort", onAbort);
    lines.close();
    if (!echo) output.write("\n");
  }
}

/** A server's words must not steer the terminal. */
function clean(text: string): string {
  return text.replace(/(?!\n)\p{Cc}/gu, "?");
}
