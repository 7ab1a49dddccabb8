import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { consoleEnvironment, consoleFlags } from "../../../build/consoleEnvironment.ts";
import { dist } from "../../../build/paths.ts";
import { startChild } from "../../harness/childProcess.ts";
import { endWithParent } from "./endWithParent.ts";
import type { Fleet } from "./fleet.ts";

/** The bundled headless console as `npm run serve` starts it. */
export interface ConsoleProcess {
  readonly pid: number;
  readonly url: string;
  /** Wall clock at its spawn. */
  readonly spawnedAtMs: number;
  readonly databaseFile: string;
  /** Lets it write its samples first. */
  stop(): Promise<void>;
}

export async function startConsole(
  dataFolder: string,
  { workspaceFolder, sshConfigFile }: Pick<Fleet, "workspaceFolder" | "sshConfigFile">,
): Promise<ConsoleProcess> {
  mkdirSync(dataFolder, { recursive: true });
  const args = ["--workspace", workspaceFolder, "--data", dataFolder, "--ssh-config", sshConfigFile, "--port", "0"];
  const spawnedAtMs = Date.now();
  const child = endWithParent(
    await startChild([process.execPath, ...consoleFlags, `${dist}/headless.cjs`, ...args], readyLine, {
      env: consoleEnvironment,
    }),
  );
  return {
    pid: child.process.pid ?? 0,
    url: child.line.replace(readyLine, ""),
    spawnedAtMs,
    databaseFile: join(dataFolder, "samples.db"),
    stop: async () => void (await child.stop()),
  };
}

const readyLine = /^Midwatch ready: /;
