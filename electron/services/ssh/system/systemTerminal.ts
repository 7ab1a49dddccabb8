import type { RuntimeFolder } from "./runtimeFolder.ts";
import { clientArguments } from "./sshArguments.ts";

/**
 * The client hands its standard streams to its master. A terminal that is not read would hold the master up, and with it
 * everything else on that connection, so the master writes to a pipe, which it does not wait for; modes and the size of
 * the window it reads from standard input.
 */
const script = `exec 3>&1
status=$({ { "$@" 2>&1 3>&-; echo "$?" >&4; } | cat >&3; } 4>&1)
exit "$status"`;

/** The command of a pseudo-terminal here that is one on the host: `command`, or the login shell. */
export function systemTerminal(
  folder: RuntimeFolder,
  command: string | null,
): { readonly file: string; readonly args: readonly string[] } {
  const options = ["-o", "LogLevel=ERROR", "-tt", "-e", "none", "--", "host"];
  const client = ["ssh", ...clientArguments(folder), ...options, ...(command === null ? [] : [command])];
  return { file: "/bin/sh", args: ["-c", script, "sh", ...client] };
}
