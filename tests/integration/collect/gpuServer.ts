import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../../electron/services/log.ts";
import { createSshService } from "../../../electron/services/ssh/createSshService.ts";
import type { SshService } from "../../../electron/services/ssh/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { createFakeNvidiaSmi, type FakeNvidiaSmi } from "../../harness/fakeNvidiaSmi.ts";
import { until } from "../../harness/until.ts";

const program = "/usr/sbin/sshd";
export const hasSshd = existsSync(program);

/** This machine as a GPU host behind a real sshd on loopback, with a replaying nvidia-smi first on the PATH. */
export interface GpuServer {
  readonly name: string;
  readonly smi: FakeNvidiaSmi;
  readonly configFile: string;
  readonly ssh: SshService;
  /** Ends every session as a network loss would; the server goes on listening. */
  killSessions(): void;
  stop(): Promise<void>;
}

/** `config` holds further lines of sshd_config: the first value of a keyword wins. */
export async function startGpuServer(
  answers: Readonly<Record<string, string>>,
  config: readonly string[] = [],
): Promise<GpuServer> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-sshd-"));
  const file = (name: string) => join(folder, name);
  const smi = createFakeNvidiaSmi(answers);
  const port = await freePort();
  const user = userInfo().username;
  for (const key of ["host", "id"])
    spawnSync("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file(key)]);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  writeFileSync(file("authorized_keys"), readFileSync(file("id.pub")));
  writeFileSync(
    file("sshd_config"),
    [
      ...config,
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${file("host")}`,
      `PidFile ${file("pid")}`,
      `AuthorizedKeysFile ${file("authorized_keys")}`,
      "PermitRootLogin yes",
      "PasswordAuthentication no",
      "StrictModes no",
      "UsePAM no",
      "LogLevel ERROR",
      `SetEnv PATH=${smi.folder}:/usr/local/bin:/usr/bin:/bin`,
      "",
    ].join("\n"),
  );
  const [type = "", key = ""] = readFileSync(file("host.pub"), "utf8").split(" ");
  writeFileSync(file("known_hosts"), `[127.0.0.1]:${port} ${type} ${key}\n`);
  const lines = ["Host gpu-a01", "HostName 127.0.0.1", `Port ${port}`, `User ${user}`, `IdentityFile ${file("id")}`];
  const more = ["IdentitiesOnly yes", "IdentityAgent none", `UserKnownHostsFile ${file("known_hosts")}`, ""];
  writeFileSync(file("config"), [...lines, ...more].join("\n"));

  const daemon = spawn(program, ["-D", "-e", "-f", file("sshd_config")], { stdio: "ignore" });
  const exited = new Promise<void>((resolve) => daemon.once("exit", () => resolve()));
  await until(() => existsSync(file("pid")));
  const ssh = createSshService({
    clock: systemClock,
    log: silentLog,
    random: Math.random,
    prompter: { ask: () => Promise.resolve(null) },
    configFile: file("config"),
    homeFolder: folder,
    environment: process.env,
    defaultTransport: "auto",
    platform: process.platform,
  });
  const killSessions = () => {
    for (const pid of childrenOf(daemon.pid ?? -1)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has just ended by itself.
      }
    }
  };
  return {
    name: "gpu-a01",
    smi,
    configFile: file("config"),
    ssh,
    killSessions,
    async stop() {
      ssh.dispose();
      killSessions();
      daemon.kill("SIGTERM");
      await exited;
      smi.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc").flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const ppid = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return ppid === parent ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
}
