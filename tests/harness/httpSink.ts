import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate.ts";

interface SunkRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** `silence` never answers, `cut` closes the connection instead. */
type SinkAnswer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | "silence"
  | "cut";

export interface HttpSink {
  readonly origin: string;
  readonly requests: readonly SunkRequest[];
  /** The next requests are answered so, one after the other; all others with 200 and `ok`. */
  answerNext(...answers: readonly SinkAnswer[]): void;
  close(): Promise<void>;
}

/** A server that takes whatever it is sent, and remembers it. */
export async function startHttpSink(certificate?: Certificate): Promise<HttpSink> {
  const requests: SunkRequest[] = [];
  const answers: SinkAnswer[] = [];
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString("utf8");
    });
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      requests.push({ method, path, headers, body });
      const answer = answers.shift() ?? { status: 200, body: "ok" };
      if (answer === "silence") return;
      if (answer === "cut") request.socket.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
    });
  };
  const server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${certificate ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    answerNext: (...next) => void answers.push(...next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
