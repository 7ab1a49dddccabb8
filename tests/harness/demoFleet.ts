import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { dist } from "../../build/paths.ts";
import { startChild } from "./childProcess.ts";

const fleetFiles = z.object({
  sshConfigFile: z.string(),
  knownHostsFile: z.string(),
  workspaceFolder: z.string(),
  hosts: z.array(z.object({ name: z.string(), port: z.number() })),
});

export interface FleetOptions {
  readonly hosts: number;
  /** No host is trusted and there is no workspace. */
  readonly firstRun: boolean;
  /** A server to ask and to forward to. */
  readonly prometheus?: string;
  /** `play SPEED` begins the demo's incident; nothing else is wrong. */
  readonly incident?: boolean;
}

export interface FleetProcess extends z.infer<typeof fleetFiles> {
  /** Everything the fleet wrote; removed by `stop`. */
  readonly folder: string;
  /** `kill NAME`, `revive NAME`, `key NAME`, `fault NAME KIND`, `play SPEED`: resolves once it is so. */
  order(command: string): Promise<void>;
  /** Of the key the host's server has now, as `ssh-keygen -lf` prints it. */
  fingerprint(host: string): string;
  stop(): Promise<void>;
}

/** The demo fleet as built, in a process and a temporary folder of its own. */
export async function startFleet({ hosts, firstRun, prometheus, incident }: FleetOptions): Promise<FleetProcess> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-e2e-"));
  const args = [
    folder,
    "--hosts",
    String(hosts),
    ...(firstRun ? ["--first-run"] : []),
    ...(prometheus ? ["--prometheus", prometheus] : []),
    ...(incident ? ["--incident", "--on-order"] : []),
  ];
  const child = await startChild([process.execPath, join(dist, "demoFleet.cjs"), ...args], /^\{/);
  const answers = createInterface({ input: child.process.stdout ?? process.stdin });
  return {
    ...fleetFiles.parse(JSON.parse(child.line)),
    folder,
    order(command) {
      return new Promise((resolve, reject) => {
        const onAnswer = (line: string) => {
          if (!line.includes(command)) return;
          answers.off("line", onAnswer);
          if (line.startsWith("done ")) resolve();
          else reject(new Error(line));
        };
        answers.on("line", onAnswer);
        child.process.stdin?.write(`${command}\n`);
      });
    },
    fingerprint(host) {
      const [, key = ""] = readFileSync(join(folder, "hostkeys", `${host}.pub`), "utf8").split(" ");
      const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
      return `SHA256:${digest.replace(/=+$/, "")}`;
    },
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
