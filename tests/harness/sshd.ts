import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const program = "/usr/sbin/sshd";

/** Whether real servers can run here; in CI their absence is a failure, never a silent skip. */
export function hasSshd(): boolean {
  if (existsSync(program)) return true;
  if (process.env.CI === "true") throw new Error(`${program} is missing: install openssh-server`);
  return false;
}

type KeyType = "ed25519" | "ecdsa" | "rsa";

/** A private folder with a client's keys, known_hosts and configuration, and any number of servers. */
export interface SshdLab {
  readonly folder: string;
  readonly userKey: string;
  path(name: string): string;
  write(name: string, text: string): string;
  /** A new key pair; returns the private key's path. */
  keyPair(
    name: string,
    options?: { readonly type?: KeyType; readonly passphrase?: string; readonly bits?: number },
  ): string;
  start(options?: SshdOptions): Promise<Sshd>;
  /** A known_hosts line for a server. */
  knownHostsLine(server: Sshd, host?: string): string;
  stop(): Promise<void>;
}

interface SshdOptions {
  /** Further lines of sshd_config, before the defaults: the first value of a keyword wins. */
  readonly config?: readonly string[];
  readonly port?: number;
  /** Reuses a host key; a new one otherwise. */
  readonly hostKey?: string;
  readonly hostKeyType?: KeyType;
}

export interface Sshd {
  readonly port: number;
  readonly hostKey: string;
  /** Standard error so far: sshd's log. */
  readonly log: () => string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

export function createSshdLab(): SshdLab {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-sshd-"));
  const servers = new Set<Sshd>();
  let count = 0;
  const path = (name: string) => join(folder, name);
  mkdirSync("/run/sshd", { recursive: true });

  function keyPair(
    name: string,
    { type = "ed25519", passphrase = "", bits }: { type?: KeyType; passphrase?: string; bits?: number } = {},
  ): string {
    const size = bits === undefined ? [] : ["-b", String(bits)];
    execFileSync("ssh-keygen", ["-q", "-t", type, ...size, "-N", passphrase, "-C", name, "-f", path(name)]);
    return path(name);
  }

  const userKey = keyPair("id_user");
  writeFileSync(path("authorized_keys"), readFileSync(`${userKey}.pub`), { mode: 0o600 });

  const lab: SshdLab = {
    folder,
    userKey,
    path,
    write(name, text) {
      writeFileSync(path(name), text, { mode: 0o600 });
      return path(name);
    },
    keyPair,
    async start({ config = [], port, hostKey, hostKeyType = "ed25519" } = {}) {
      count += 1;
      const key = hostKey ?? keyPair(`host_${count}`, { type: hostKeyType });
      const chosen = port ?? (await freePort());
      const file = lab.write(
        `sshd_${chosen}.conf`,
        [
          ...config,
          `Port ${chosen}`,
          "ListenAddress 127.0.0.1",
          `HostKey ${key}`,
          `AuthorizedKeysFile ${path("authorized_keys")}`,
          `PidFile ${path(`sshd_${chosen}.pid`)}`,
          "StrictModes no",
          "UsePAM no",
          "PasswordAuthentication no",
          "KbdInteractiveAuthentication no",
          "PermitRootLogin yes",
          "LogLevel VERBOSE",
        ].join("\n"),
      );
      const server = await run(file, chosen, key);
      servers.add(server);
      return server;
    },
    knownHostsLine(server, host = `[127.0.0.1]:${server.port}`) {
      const [type, key] = readFileSync(`${server.hostKey}.pub`, "utf8").split(" ");
      return `${host} ${type} ${key}\n`;
    },
    async stop() {
      await Promise.all([...servers].map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return lab;
}

async function run(file: string, port: number, hostKey: string): Promise<Sshd> {
  const child = spawn(program, ["-D", "-e", "-f", file], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (/Server listening/.test(log)) resolve();
    });
    void exited.then(() => reject(new Error(`sshd ended before it listened:\n${log}`)));
  });
  return {
    port,
    hostKey,
    log: () => log,
    process: child,
    async stop() {
      // The listener's children serve the connections: they end with it.
      for (const pid of childrenOf(child.pid ?? 0)) endProcess(pid);
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Direct children, by the kernel's own list. */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Kills every connection of a server, each before its programs: their end must not be told first. */
export function cutConnections({ process: { pid = 0 } }: Sshd): void {
  for (const connection of childrenOf(pid)) {
    const programs = childrenOf(connection);
    endProcess(connection);
    for (const program of programs) endProcess(program);
  }
}

export function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}

const given = new Set<number>();

/** A free port, never the same twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await anyPort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export interface Agent {
  readonly socket: string;
  stop(): void;
}

/** A running ssh-agent that holds `keys`, in that order. */
export async function startAgent(folder: string, keys: readonly string[]): Promise<Agent> {
  const socket = join(folder, `agent-${Math.round(performance.now() * 1000)}`);
  const child = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  for (let left = 200; !existsSync(socket) && left > 0; left -= 1) await new Promise((done) => setTimeout(done, 10));
  for (const key of keys)
    execFileSync("ssh-add", ["-q", key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: "ignore" });
  return { socket, stop: () => void child.kill("SIGTERM") };
}

export const localUser = userInfo().username;
