import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../../shared/base/emitter.ts";
import { execChannel, execFrame, execProtocols } from "../../../shared/domain/kubernetes/podExec.ts";
import type { Json, KubeObject } from "./objectStore.ts";
import { Refusal } from "./refusal.ts";

/** A program in a container, as its side of the socket sees it. */
export interface ExecSession {
  readonly container: string;
  readonly command: readonly string[];
  /** In character cells. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly onResize: Event<void>;
  readonly onInput: Event<Uint8Array>;
  /** The client closed the input. */
  readonly onInputEnd: Event<void>;
  /** What was behind is sent. */
  readonly onDrain: Event<void>;
  /** Nobody is at the other end any more. */
  readonly onGone: Event<void>;
  /** False when the client does not keep up. */
  print(bytes: Uint8Array): boolean;
  exit(code: number): void;
}

/** Runs what is asked for in a container of a pod; throws a Refusal for what cannot be. */
export type PodExec = (pod: KubeObject, session: ExecSession) => void;

/** More that was not taken, and the program is to wait. */
const mostBehindBytes = 64 * 1024;

interface ExecServer extends Disposable {
  serve(
    asked: { readonly pod: KubeObject; readonly query: URLSearchParams; readonly podExec: PodExec | undefined },
    upgrade: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
  ): void;
}

/** Speaks the subprotocols of kube-apiserver for programs in containers; the best one that both know is spoken. */
export function createExecServer(): ExecServer {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => execProtocols.find((one) => offered.has(one)) ?? false,
  });
  return {
    serve({ pod, query, podExec }, { request, socket, head }) {
      const container = containerOf(pod, query.get("container"));
      if (!podExec) throw new Refusal(500, "InternalError", "unable to upgrade connection: no runtime is there");
      const command = query.getAll("command");
      if (command.length === 0) throw new Refusal(400, "BadRequest", "you must specify at least 1 command");
      sockets.handleUpgrade(request, socket, head, (open) => podExec(pod, session(open, { container, command })));
    },
    dispose() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

/** As the API server answers who may not. */
export function refuseUpgrade(socket: Duplex, { status, body }: Refusal): void {
  const text = `${JSON.stringify(body)}\n`;
  socket.on("error", () => {});
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  );
}

function containerOf({ metadata, spec }: KubeObject, wanted: string | null): string {
  const names = ((spec as Json).containers as readonly { readonly name: string }[]).map(({ name }) => name);
  const container = wanted ?? names[0] ?? "";
  if (names.includes(container)) return container;
  throw new Refusal(400, "BadRequest", `container ${container} is not valid for pod ${metadata.name}`);
}

function session(socket: WebSocket, { container, command }: Pick<ExecSession, "container" | "command">): ExecSession {
  const resized = new Emitter<void>();
  const input = new Emitter<Uint8Array>();
  const inputEnd = new Emitter<void>();
  const drained = new Emitter<void>();
  const gone = new Emitter<void>();
  let size = { columns: 80, rows: 24 };
  let isBehind = false;
  socket.on("error", () => {});
  socket.once("close", () => gone.fire());
  socket.on("message", (message: Buffer) => {
    const payload = message.subarray(1);
    if (message[0] === execChannel.stdin && payload.length > 0) input.fire(payload);
    if (message[0] === execChannel.close && payload[0] === execChannel.stdin) inputEnd.fire();
    if (message[0] !== execChannel.resize) return;
    const { Width, Height } = JSON.parse(payload.toString("utf8")) as Record<string, number>;
    size = { columns: Width ?? 0, rows: Height ?? 0 };
    resized.fire();
  });
  return {
    container,
    command,
    get size() {
      return size;
    },
    onResize: resized.event,
    onInput: input.event,
    onInputEnd: inputEnd.event,
    onDrain: drained.event,
    onGone: gone.event,
    print(bytes) {
      socket.send(execFrame(execChannel.stdout, bytes), () => {
        if (!isBehind || socket.bufferedAmount > 0) return;
        isBehind = false;
        drained.fire();
      });
      isBehind ||= socket.bufferedAmount > mostBehindBytes;
      return !isBehind;
    },
    exit(code) {
      const told = new TextEncoder().encode(JSON.stringify(endOf(code)));
      socket.send(execFrame(execChannel.status, told), () => socket.close(1000));
    },
  };
}

function endOf(code: number): Json {
  if (code === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(code) }] },
  };
}
