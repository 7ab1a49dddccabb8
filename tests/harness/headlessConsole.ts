import { once } from "node:events";
import { join } from "node:path";
import { dist } from "../../build/paths.ts";
import { type Child, startChild } from "./childProcess.ts";

export interface HeadlessConsole {
  /** With the token: opens it in a browser. */
  readonly address: string;
  readonly origin: string;
  /** SIGTERM; resolves with how long it took. */
  stop(): Promise<number>;
  /** SIGKILL: it has no time for anything. */
  kill(): Promise<void>;
  /** Again on the same port and data, as after an update. */
  start(): Promise<void>;
}

export interface HeadlessFiles {
  readonly workspaceFolder: string;
  readonly dataFolder: string;
  readonly sshConfigFile: string;
}

/** The console as built, on a free loopback port. */
export async function startHeadlessConsole(files: HeadlessFiles): Promise<HeadlessConsole> {
  const run = (port: string): Promise<Child> =>
    startChild(
      [
        process.execPath,
        join(dist, "headless.cjs"),
        ...["--workspace", files.workspaceFolder],
        ...["--data", files.dataFolder],
        ...["--ssh-config", files.sshConfigFile],
        ...["--port", port, "--demo"],
      ],
      /^Midwatch ready: /,
    );
  let child: Child | null = await run("0");
  const address = child.line.slice("Midwatch ready: ".length);
  const { origin, port } = new URL(address);
  return {
    address,
    origin,
    async stop() {
      const end = await child?.stop();
      child = null;
      return end?.tookMs ?? 0;
    },
    async kill() {
      const exited = child && once(child.process, "exit");
      child?.process.kill("SIGKILL");
      await exited;
      child = null;
    },
    async start() {
      child ??= await run(port);
    },
  };
}
