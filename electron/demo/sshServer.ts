import { type AddressInfo, createServer, type Server as NetServer, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import ssh2, { type Connection, type ServerChannel, type Session } from "ssh2";
import { Emitter } from "../../shared/base/emitter.ts";
import type { ApplicationServer } from "./applicationServer.ts";
import type { HostShell } from "./hostShell.ts";
import type { ShellChannel } from "./shellChannel.ts";
import type { TerminalChannel } from "./terminalChannel.ts";

/** What can be wrong with a simulated host's server. */
export type ServerFault =
  | { readonly kind: "none" }
  /** Accepts connections and then says nothing. */
  | { readonly kind: "silent" }
  /** Runs commands but never answers them. */
  | { readonly kind: "hang" }
  /** Answers each command after a while. */
  | { readonly kind: "slow"; readonly delayMs: number }
  /** Writes as fast as the connection takes it. */
  | { readonly kind: "flood" };

export interface DemoServer {
  readonly port: number;
  setFault(fault: ServerFault): void;
  /** The host's key from now on, for new connections. */
  setHostKey(privateKey: string): void;
  /** Ends every connection and stops listening, as a host that lost power. */
  kill(): void;
  /** Listens again on the same port. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

interface DemoServerOptions {
  readonly hostKey: string;
  /** The one public key that may sign in, in wire form. */
  readonly clientKey: Buffer;
  readonly shell: HostShell;
  readonly applications: ApplicationServer;
  /** 0 lets the system choose. */
  readonly port: number;
}

interface Window {
  columns: number;
  rows: number;
}

const floodChunk = Buffer.alloc(64 * 1024, "x");

/** An SSH server on the loopback whose commands a simulated host answers. */
export async function createDemoServer({
  hostKey,
  clientKey,
  shell,
  applications,
  port,
}: DemoServerOptions): Promise<DemoServer> {
  const sockets = new Set<Socket>();
  let fault: ServerFault = { kind: "none" };
  let ssh = sshServer(hostKey);
  let listening = await listen(port);

  function sshServer(key: string) {
    const server = new ssh2.Server({ hostKeys: [key], ident: "OpenSSH_8.9p1 Ubuntu-3ubuntu0.10" }, onConnection);
    server.on("error", () => {});
    return server;
  }

  async function listen(wanted: number): Promise<{ readonly net: NetServer; readonly port: number }> {
    const net = createServer((socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.setNoDelay(true);
      socket.on("error", () => {});
      if (fault.kind !== "silent") ssh.injectSocket(socket);
    });
    await new Promise<void>((resolve, reject) => {
      net.once("error", reject);
      net.listen(wanted, "127.0.0.1", resolve);
    });
    return { net, port: (net.address() as AddressInfo).port };
  }

  function onConnection(client: Connection): void {
    client.on("error", () => {});
    client.on("authentication", (context) => {
      if (context.method !== "publickey") return context.reject(["publickey"]);
      const known = context.key.data.equals(clientKey);
      const signed = !context.signature || verifies(clientKey, context);
      if (known && signed) context.accept();
      else context.reject(["publickey"]);
    });
    client.on("session", (accept) => onSession(accept()));
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      // A host that hangs takes the connection and says nothing.
      if (fault.kind === "hang")
        accept()
          .on("error", () => {})
          .resume();
      else if (destIP !== "127.0.0.1" || !applications.connect(destPort, accept)) reject();
    });
    // Keepalives too: a refusal is an answer.
    client.on("request", (_accept, reject) => reject?.());
  }

  function onSession(session: Session): void {
    session.on("error", () => {});
    let window: Window | null = null;
    session.on("pty", (accept, _reject, { cols, rows }) => {
      window = { columns: cols, rows };
      accept?.();
    });
    session.on("window-change", (accept, _reject, { cols, rows }) => {
      if (window) Object.assign(window, { columns: cols, rows });
      accept?.();
    });
    const onTerminal = (command: string | null, channel: ServerChannel) => {
      channel.on("error", () => {});
      if (fault.kind === "hang") channel.resume();
      else
        shell.terminal(
          command,
          terminalChannel(channel, () => window ?? { columns: 80, rows: 24 }),
        );
    };
    session.on("shell", (accept) => onTerminal(null, accept()));
    session.on("exec", (accept, _reject, { command }) => {
      const channel = accept();
      channel.on("error", () => {});
      if (window) onTerminal(command, channel);
      else run(command, channel);
    });
  }

  function run(command: string, channel: ServerChannel): void {
    switch (fault.kind) {
      case "hang":
        channel.resume();
        return;
      case "flood":
        flood(channel);
        return;
      case "slow": {
        const timer = setTimeout(() => shell.exec(command, shellChannel(channel)), fault.delayMs);
        channel.once("close", () => clearTimeout(timer));
        return;
      }
      default:
        shell.exec(command, shellChannel(channel));
    }
  }

  return {
    port: listening.port,
    setFault(next) {
      fault = next;
      for (const socket of sockets) socket.destroy();
    },
    setHostKey(key) {
      ssh = sshServer(key);
      for (const socket of sockets) socket.destroy();
    },
    kill() {
      listening.net.close();
      for (const socket of sockets) socket.destroy();
    },
    async revive() {
      listening = await listen(listening.port);
    },
    async close() {
      const closed = new Promise<void>((resolve) => listening.net.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      applications.close();
      await closed;
    },
  };
}

function verifies(
  clientKey: Buffer,
  context: {
    readonly key: { readonly algo: string };
    readonly blob?: Buffer;
    readonly signature?: Buffer;
    readonly hashAlgo?: string;
  },
): boolean {
  const parsed = ssh2.utils.parseKey(`${context.key.algo} ${clientKey.toString("base64")}`);
  if (parsed instanceof Error || !context.blob || !context.signature) return false;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key?.verify(context.blob, context.signature, context.hashAlgo) === true;
}

function flood(channel: ServerChannel): void {
  let open = true;
  channel.once("close", () => {
    open = false;
  });
  channel.resume();
  const pour = () => {
    while (open && channel.write(floodChunk));
    if (open) channel.once("drain", pour);
  };
  pour();
}

/** A channel as the shell sees it: standard input and its end, text out, one exit. */
function shellChannel(channel: ServerChannel): ShellChannel {
  const input = new Emitter<string>();
  const end = new Emitter<void>();
  let ended = false;
  const finish = () => {
    if (ended) return;
    ended = true;
    end.fire();
  };
  channel.on("data", (chunk: Buffer) => {
    input.fire(chunk.toString("utf8"));
  });
  channel.once("end", finish);
  channel.once("close", finish);
  return {
    write(text: string) {
      if (channel.writable) channel.write(text);
    },
    get blocked() {
      return channel.writableNeedDrain;
    },
    exit(status: number) {
      if (!channel.writable) return;
      channel.exit(status);
      channel.end();
    },
    onInput: input.event,
    onEnd: end.event,
  };
}

function terminalChannel(channel: ServerChannel, window: () => Readonly<Window>): TerminalChannel {
  const input = new Emitter<string>();
  const drained = new Emitter<void>();
  const end = new Emitter<void>();
  const text = new StringDecoder("utf8");
  channel.on("data", (chunk: Buffer) => input.fire(text.write(chunk)));
  channel.on("drain", () => drained.fire());
  channel.once("end", () => end.fire());
  channel.once("close", () => end.fire());
  return {
    write: (printed) => !channel.writable || channel.write(printed),
    exit(status) {
      if (!channel.writable) return;
      channel.exit(status);
      channel.end();
    },
    get columns() {
      return window().columns;
    },
    get rows() {
      return window().rows;
    },
    onInput: input.event,
    onDrain: drained.event,
    onEnd: end.event,
  };
}
