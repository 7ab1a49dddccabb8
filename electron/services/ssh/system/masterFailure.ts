import { type ErrorCode, MidwatchError } from "../../../../shared/base/errors.ts";
import { printableLine } from "../printable.ts";

const known: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [
    /permission denied|too many authentication failures|no more authentication methods|no supported authentication/i,
    "SSH_AUTH_FAILED",
    "Nothing is retried until you ask",
  ],
  [
    /bad (configuration option|owner or permissions)|terminating, \d+ bad|command-line line \d+|unsupported option/i,
    "SSH_CONFIG",
    "Mend the SSH configuration, then retry",
  ],
  [
    /administratively prohibited/i,
    "SSH_FORWARD_REFUSED",
    "The jump host does not allow it (AllowTcpForwarding, PermitOpen)",
  ],
  [/could not resolve|name or service not known|no route to host|network is unreachable/i, "SSH_UNREACHABLE", ""],
  [/connection refused/i, "SSH_REFUSED", ""],
  [/timed out|not responding/i, "SSH_TIMEOUT", ""],
  [/unable to negotiate|no matching|kex|protocol|host key verification failed/i, "SSH_HANDSHAKE", ""],
];

/** What the system's client said before it gave up, as a failure with a stable code. */
export function masterFailure(where: string, said: readonly string[]): MidwatchError {
  const lines = said.filter((line) => !/^(debug\d|Warning: Permanently|Connection closed by UNKNOWN)/.test(line));
  const text = lines.join("\n");
  const [pattern, code, advice] = known.find(([candidate]) => candidate.test(text)) ?? [/$/, "SSH_CLOSED" as const, ""];
  const telling = lines.find((line) => pattern.test(line)) ?? lines.at(-1) ?? "the SSH client ended without a word";
  const words = [printableLine(`${where}: ${telling}`), advice].filter(Boolean).join(". ");
  return new MidwatchError(code, words, { retryable: !["SSH_AUTH_FAILED", "SSH_CONFIG"].includes(code) });
}
