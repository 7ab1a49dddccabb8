import { PassThrough } from "node:stream";
import { createHostShell } from "../../electron/demo/hostShell.ts";
import type { HostSpec } from "../../electron/demo/simulation/fleet.ts";
import type { ExecResult, SshConnection } from "../../electron/services/ssh/types.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { toDisposable } from "../../shared/base/disposable.ts";
import { Emitter } from "../../shared/base/emitter.ts";

/** A simulated host's shell behind the interface of a connection: what goes over the wire is tested elsewhere. */
export function shellConnection(
  host: HostSpec,
  hostKeyFingerprint = `SHA256:${host.name}`,
  onStart: (command: string) => void = () => {},
): SshConnection {
  const shell = createHostShell({ host, applications: [], clock: systemClock, startedAtMs: systemClock.monotonicMs() });
  const closing = new Emitter<Error | null>();
  const run = (command: string, out: (text: string) => void) =>
    new Promise<number>((resolve) => {
      const nothing = () => toDisposable(() => {});
      shell.exec(command, { write: out, blocked: false, exit: resolve, onInput: nothing, onEnd: nothing });
    });
  const unused = async (): Promise<never> => {
    throw new Error("not part of this double");
  };
  return {
    transport: "ssh2",
    authentication: "publickey",
    serverVersion: null,
    via: [],
    hostKeyFingerprint,
    closed: false,
    onClose: closing.event,
    async exec(command): Promise<ExecResult> {
      let stdout = "";
      const exitCode = await run(command, (text) => {
        stdout += text;
      });
      return { exitCode, signal: null, stdout, stderr: "" };
    },
    async start(command) {
      onStart(command);
      const stdout = new PassThrough();
      const stderr = new PassThrough();
      const exit = run(command, (text) => stdout.write(text)).then((exitCode) => {
        stdout.end();
        stderr.end();
        return { exitCode, signal: null };
      });
      return { stdin: new PassThrough().resume(), stdout, stderr, exit, dispose() {} };
    },
    terminal: unused,
    forward: unused,
    ping: unused,
    close() {},
  };
}
