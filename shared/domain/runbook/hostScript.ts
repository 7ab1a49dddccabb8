import { z } from "zod";

/**
 * What the console asks a host to run for a runbook. As the collector's scripts, each begins with a no-op line that states
 * what it will do (`: midwatch-step 1 {...}` in base64), so that a simulated host can answer without a shell.
 */
const scriptFacts = z.discriminatedUnion("kind", [
  /** Prints hostname and machine-id, one a line. */
  z.object({ kind: z.literal("identity") }),
  /** Runs a command and leaves its exit status in `record`, should nobody be there to hear it. */
  z.object({
    kind: z.literal("step"),
    record: z.string(),
    timeoutSeconds: z.number().int(),
    argv: z.array(z.string()),
  }),
  /** What became of a step: `done STATUS`, `running`, `gone` (it began and left no status) or `none` (it never began). */
  z.object({ kind: z.literal("check"), record: z.string() }),
  /** Asks a step that still runs to end; prints as `check`. */
  z.object({ kind: z.literal("end"), record: z.string() }),
  /**
   * Asks sudo about a command, and runs nothing. Prints `uid N`; `allowed PATH` or `refused WORDS`; then all that `sudo -ll` tells.
   */
  z.object({ kind: z.literal("sudo"), argv: z.array(z.string()) }),
  /** Takes the host's lock. Prints `taken`, or `held HOLDER`; then the host's clock in Unix seconds. */
  z.object({ kind: z.literal("lock"), holder: z.string() }),
  /** Replaces a holder by another, if it is still the one that was seen. Prints `taken` or `held HOLDER`, then the clock. */
  z.object({ kind: z.literal("takeOver"), from: z.string(), holder: z.string() }),
  /** Prints `held HOLDER` or `free`, then the clock. */
  z.object({ kind: z.literal("lockState") }),
  /** Gives the lock back, if it is still held by `holder`, and removes the records of the run. */
  z.object({ kind: z.literal("unlock"), holder: z.string(), records: z.string() }),
]);
export type HostScript = z.infer<typeof scriptFacts>;

const header = ": midwatch-runbook 1 ";

export function scriptHeader(facts: HostScript): string {
  return `${header}${toBase64(new TextEncoder().encode(JSON.stringify(facts)))}`;
}

/** What a command line says of itself; null when it is not one of these scripts. */
export function parseHostScript(command: string): HostScript | null {
  const [, encoded] = /: midwatch-runbook 1 ([A-Za-z0-9_-]+)/.exec(command) ?? [];
  return encoded === undefined ? null : scriptFacts.parse(JSON.parse(new TextDecoder().decode(fromBase64(encoded))));
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** RFC 4648's alphabet for addresses, without padding: a plain word in every shell. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const chars = [18, 12, 6, 0].map((shift) => alphabet.charAt((bits >> shift) & 63));
    text += chars.slice(0, Math.min(3, bytes.length - at) + 1).join("");
  }
  return text;
}

function fromBase64(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 4) {
    const group = text.slice(at, at + 4);
    const bits = [...group.padEnd(4, "A")].reduce((sum, char) => (sum << 6) | alphabet.indexOf(char), 0);
    bytes.push(...[16, 8, 0].map((shift) => (bits >> shift) & 255).slice(0, group.length - 1));
  }
  return Uint8Array.from(bytes);
}
