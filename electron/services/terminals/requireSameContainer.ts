import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { TerminalTarget } from "../../../shared/domain/terminal/target.ts";
import type { SshConnection } from "../ssh/types.ts";

const askMs = 10_000;

/** Throws CONFLICT where another container has the name of the one that is meant, and REMOTE_FAILED where none has it. */
export async function requireSameContainer(
  connection: Pick<SshConnection, "exec">,
  { host, manager, container, containerId }: Extract<TerminalTarget, { readonly kind: "container" }>,
  signal: CancelSignal,
): Promise<void> {
  const command = `exec ${manager} container inspect --format '{{.Id}}' ${container}`;
  const { exitCode, stdout, stderr } = await connection.exec(command, {
    operation: "terminal.container",
    timeoutMs: askMs,
    maxBytes: 10_000,
    signal,
  });
  // A login shell may print something of its own before.
  const found = exitCode === 0 ? /^[0-9a-f]{64}$/.exec(stdout.trim().split("\n").at(-1) ?? "")?.[0] : undefined;
  if (found === containerId) return;
  if (found !== undefined) {
    throw new MidwatchError(
      "CONFLICT",
      `The container ${container} on ${host} was replaced: another one has its name now. Open a terminal from the page of ${host}`,
    );
  }
  const why = (stderr.trim() || stdout.trim()).slice(0, 300);
  throw new MidwatchError("REMOTE_FAILED", `${manager} on ${host} does not find the container ${container}: ${why}`);
}
