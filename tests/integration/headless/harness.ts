import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { startServer } from "../../../electron/headless/server.ts";
import { createAccessList } from "../../../electron/services/access/createAccessList.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { watchFolder } from "../../../electron/services/store/watchFolder.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { createTestHost } from "../../doubles/testHost.ts";

export const token = "A".repeat(43);

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real server on loopback with a small page, and ways to ask it that a browser would not allow. */
export async function startHarness(metricsText?: () => Promise<string>) {
  const folder = await mkdtemp(join(tmpdir(), "midwatch-page-"));
  const rendererFolder = join(folder, "renderer");
  await mkdir(join(rendererFolder, "assets"), { recursive: true });
  await writeFile(join(folder, "secret.json"), '{"secret":true}');
  await writeFile(join(rendererFolder, "index.html"), "<!doctype html><title>page</title>");
  await writeFile(join(rendererFolder, "assets", "index-abc123.js"), "export {};");
  await writeFile(join(rendererFolder, "assets", "index-abc123.css"), "body{}");
  await writeFile(join(rendererFolder, "notes.txt"), "not for serving");
  await writeFile(join(rendererFolder, ".hidden.json"), "{}");
  await symlink(join(folder, "secret.json"), join(rendererFolder, "link.json"));

  const clock = new ManualClock();
  const logged: { readonly message: string; readonly facts: unknown }[] = [];
  const keep = (message: string, facts?: unknown) => void logged.push({ message, facts });
  const { host, ports, callers, closed } = createTestHost(metricsText);
  const grants = join(folder, "access");
  const access = createAccessList({
    folder: grants,
    owner: { name: "tester", token },
    clock,
    log: silentLog,
    watch: watchFolder,
  });
  const server = await startServer({
    host,
    access,
    token,
    port: 0,
    rendererFolder,
    clock,
    log: { info: keep, warn: keep, error: keep },
  });
  const ownHost = `127.0.0.1:${server.port}`;
  const cookie = `midwatch_${server.port}=${token}`;
  const browsers: WebSocket[] = [];

  return {
    server,
    /** Where tokens of others are. */
    grants,
    callers,
    clock,
    logged,
    ports,
    closed,
    ownHost,
    cookie,
    /** `path` goes out as it is: nothing is normalised on the way. */
    ask(path: string, headers: Record<string, string> = {}, method = "GET", body?: string): Promise<Reply> {
      return ask(server.port, path, { host: ownHost, ...headers }, method, body);
    },
    /** Resolves to the open socket, or to the status it was refused with. */
    upgrade(headers: Record<string, string | undefined>, path = "/ws"): Promise<WebSocket | number> {
      const sent = { host: ownHost, origin: `http://${ownHost}`, cookie, ...headers };
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
        headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
      });
      browsers.push(socket);
      return new Promise((resolve, reject) => {
        socket.on("open", () => resolve(socket));
        socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
        socket.on("error", reject);
      });
    },
    /** Bytes as they are; resolves to all that came back when the server closed. */
    async raw(text: string): Promise<string> {
      const socket = connect(server.port, "127.0.0.1");
      let answer = "";
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        answer += chunk;
      });
      socket.on("error", () => {});
      socket.write(text);
      await once(socket, "close");
      return answer;
    },
    async stop() {
      for (const browser of browsers) browser.on("error", () => {}).terminate();
      await server.close();
      access.dispose();
      await rm(folder, { recursive: true });
    },
  };
}

function ask(
  port: number,
  path: string,
  headers: Record<string, string>,
  method: string,
  body: string | undefined,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    call.on("error", reject);
    call.end(body);
  });
}
