import { spawn } from "node:child_process";
import type { ExecResult, HostLink, SshConnection } from "../../../electron/services/ssh/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import type { Connection } from "../../../shared/domain/host/state.ts";

/** Runs commands on this machine through a login shell, in place of a connection: the real scripts without a server. */
export function localConnection(pathFolder: string, shell = "sh"): SshConnection {
  const environment = { PATH: `${pathFolder}:${process.env.PATH}`, HOME: "/" };
  const run = (command: string) => {
    const child = spawn(shell, ["-c", command], { env: environment });
    child.stdin.on("error", () => {});
    const exit = new Promise<{ exitCode: number | null; signal: string | null }>((resolve) => {
      child.on("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    return { child, exit };
  };
  return {
    transport: "system",
    authentication: "none",
    serverVersion: null,
    via: [],
    hostKeyFingerprint: "SHA256:local",
    closed: false,
    onClose: new Emitter<Error | null>().event,
    async exec(command): Promise<ExecResult> {
      const { child, exit } = run(command);
      child.stdin.end();
      const output = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk: Buffer) => {
        output.stdout += chunk.toString();
      });
      child.stderr.on("data", (chunk: Buffer) => {
        output.stderr += chunk.toString();
      });
      await new Promise((resolve) => child.on("close", resolve));
      return { ...(await exit), ...output };
    },
    start(command) {
      const { child, exit } = run(command);
      const dispose = () => {
        child.stdin.end();
      };
      return Promise.resolve({ stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exit, dispose });
    },
    terminal: () => Promise.reject(new Error("No terminals here")),
    forward: () => Promise.reject(new Error("No forwarding here")),
    ping: () => Promise.resolve(0),
    close() {},
  };
}

export function localLink(name: string, connection: SshConnection): HostLink {
  const states = new Emitter<Connection>();
  return {
    name,
    state: {
      kind: "connected",
      sinceMs: Date.now(),
      rttMs: 0,
      transport: "system",
      authentication: "none",
      serverVersion: null,
      via: [],
    },
    onState: states.event,
    connection,
    resolved: null,
    history: [],
    retry() {},
    stop() {},
    suspect() {},
    dispose: () => states.dispose(),
  };
}
