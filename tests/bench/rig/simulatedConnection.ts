import { duplexPair, PassThrough } from "node:stream";
import { createApplicationServer } from "../../../electron/demo/applicationServer.ts";
import { createHostShell } from "../../../electron/demo/hostShell.ts";
import { applicationsOf } from "../../../electron/demo/simulation/applications/applications.ts";
import type { HostSpec } from "../../../electron/demo/simulation/fleet.ts";
import type { HostLink, SshConnection } from "../../../electron/services/ssh/types.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Connection } from "../../../shared/domain/host/state.ts";

/** A simulated host at the end of a link without a wire: time is the clock's. */
export interface SimulatedLink extends HostLink {
  /** Nobody reaches the host any more. */
  cutOff(): void;
}

export function simulatedLink(host: HostSpec, clock: Clock): SimulatedLink {
  const startedAtMs = clock.monotonicMs();
  const applications = applicationsOf(host, clock.nowMs());
  const shell = createHostShell({ host, applications, clock, startedAtMs });
  const server = createApplicationServer(applications, () => (clock.monotonicMs() - startedAtMs) / 1000);
  const closing = new Emitter<Error | null>();
  const changed = new Emitter<Connection>();
  let isCut = false;

  /** Runs a command of the host's shell, told what comes in, until it exits or its input ends. */
  function run(command: string, out: (text: string) => void) {
    const input = new Emitter<string>();
    const ended = new Emitter<void>();
    const exit = new Promise<number>((resolve) => {
      const channel = { write: out, blocked: false, exit: resolve, onInput: input.event, onEnd: ended.event };
      shell.exec(command, channel);
    });
    return { exit, input: (text: string) => input.fire(text), end: () => ended.fire() };
  }

  const unused = async (): Promise<never> => {
    throw new MidwatchError("UNSUPPORTED", "The simulated connection does not do that");
  };
  const connection: SshConnection = {
    transport: "ssh2",
    authentication: "publickey",
    serverVersion: null,
    via: [],
    hostKeyFingerprint: `SHA256:${host.name}`,
    get closed() {
      return isCut;
    },
    onClose: closing.event,
    async exec(command, { stdin }) {
      let stdout = "";
      const running = run(command, (text) => {
        stdout += text;
      });
      if (stdin !== undefined) running.input(stdin);
      running.end();
      return { exitCode: await running.exit, signal: null, stdout, stderr: "" };
    },
    async start(command) {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const running = run(command, (text) => stdout.write(text));
      stdin.on("data", (chunk: Buffer) => running.input(chunk.toString("utf8")));
      stdin.once("end", running.end);
      const exit = running.exit.then((exitCode) => {
        stdout.end();
        stderr.end();
        return { exitCode, signal: null };
      });
      return { stdin, stdout, stderr, exit, dispose: () => running.end() };
    },
    terminal: unused,
    async forward(address, port) {
      const [near, far] = duplexPair();
      if (address === "127.0.0.1" && server.connect(port, () => far)) return near;
      throw new MidwatchError("SSH_REFUSED", `Nothing listens on port ${port} of ${host.name}`);
    },
    ping: async () => 1,
    close() {},
  };
  const connected: Connection = {
    kind: "connected",
    sinceMs: clock.nowMs(),
    rttMs: 1,
    transport: "ssh2",
    authentication: "publickey",
    serverVersion: null,
    via: [],
  };
  const lost: Connection = {
    kind: "waiting",
    attempt: 2,
    retryAtMs: Number.MAX_SAFE_INTEGER,
    error: { code: "SSH_TIMEOUT", message: `${host.name} does not answer`, atMs: clock.nowMs() },
  };
  const ending = toDisposable(() => server.close());
  return {
    name: host.name,
    get state() {
      return isCut ? lost : connected;
    },
    onState: changed.event,
    get connection() {
      return isCut ? null : connection;
    },
    resolved: null,
    history: [],
    retry() {},
    stop() {},
    suspect() {},
    cutOff() {
      isCut = true;
      closing.fire(new Error("cut off"));
      changed.fire(lost);
    },
    dispose: () => ending.dispose(),
  };
}
