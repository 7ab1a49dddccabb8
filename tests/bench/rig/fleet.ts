import { connect } from "node:net";
import { createInterface } from "node:readline";
import { dist } from "../../../build/paths.ts";
import { startChild } from "../../harness/childProcess.ts";
import { endWithParent } from "./endWithParent.ts";

interface FleetFiles {
  readonly sshConfigFile: string;
  readonly workspaceFolder: string;
}

/** The demo fleet in a process of its own, so that nothing it does counts as the console's. */
export interface Fleet extends FleetFiles {
  /** The hosts that answer; the demo always has one that does not. */
  readonly reachable: readonly string[];
  /** `fault NAME none|silent|hang|flood|slow [MS]`, `kill NAME`, `revive NAME`; rejects when that is refused. */
  obey(line: string): Promise<void>;
  stop(): Promise<void>;
}

interface FleetLine extends FleetFiles {
  readonly hosts: readonly { readonly name: string; readonly port: number }[];
}

/** `hostCount` trusted hosts, read once a second, and nothing but the hosts. */
export async function startFleet(folder: string, hostCount: number): Promise<Fleet> {
  const args = [`${dist}/demoFleet.cjs`, folder, "--hosts", String(hostCount), "--interval", "1s", "--no-scrape"];
  const child = endWithParent(await startChild([process.execPath, ...args], /^\{/));
  const { hosts, sshConfigFile, workspaceFolder }: FleetLine = JSON.parse(child.line);
  const answers = await Promise.all(hosts.map(({ port }) => listens(port)));
  const replies = createInterface({ input: child.process.stdout ?? process.stdin });
  return {
    sshConfigFile,
    workspaceFolder,
    reachable: hosts.filter((_, i) => answers[i]).map(({ name }) => name),
    obey: (line) =>
      new Promise((resolve, reject) => {
        replies.once("line", (reply) => (reply.startsWith("done ") ? resolve() : reject(new Error(reply))));
        child.process.stdin?.write(`${line}\n`);
      }),
    stop: async () => void (await child.stop()),
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
