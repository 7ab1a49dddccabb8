import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import type { RemoteWriteServer } from "../../../shared/domain/workspace/remoteWriteServer.ts";
import type { HttpClient, HttpService } from "../http/types.ts";
import type { Log } from "../log.ts";
import type { MetricsService } from "../metrics/types.ts";
import { createRemoteWriter } from "./createRemoteWriter.ts";
import { createPoster } from "./postBatch.ts";
import { progressFile } from "./progressFile.ts";
import type { RemoteWriter, RemoteWriteService } from "./types.ts";

interface Dependencies {
  readonly http: Pick<HttpService, "server">;
  readonly metrics: Pick<MetricsService, "writeBatch">;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Forwards samples to every server that the workspace names; one that goes away or changes is ended first. */
export function createRemoteWriteService({ http, dataFolder, ...parts }: Dependencies): RemoteWriteService {
  const running = new Map<
    string,
    { readonly text: string; readonly writer: RemoteWriter; readonly client: HttpClient }
  >();
  let ended: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function end(name: string): void {
    const one = running.get(name);
    if (!one) return;
    running.delete(name);
    ended = Promise.all([ended, one.writer.close().finally(() => one.client.dispose())]);
  }

  function start(server: RemoteWriteServer): void {
    const { name, labels = {} } = server;
    const client = http.server(server, { maxConnections: 1 });
    const progress = progressFile(join(dataFolder, `remote-write-${name}.json`));
    const writer = createRemoteWriter({ ...parts, name, labels, progress, post: createPoster(name, client) });
    running.set(name, { text: JSON.stringify(server), writer, client });
  }

  function endAll(): void {
    isClosed = true;
    for (const name of [...running.keys()]) end(name);
  }

  return {
    get states() {
      return [...running.values()].map(({ writer }) => writer.state);
    },
    setServers(servers) {
      const wanted = new Map(servers.map((server) => [server.name, server]));
      for (const [name, { text }] of [...running]) if (text !== JSON.stringify(wanted.get(name))) end(name);
      // One progress file has one writer: the next begins where the last one ended.
      void ended.then(() => {
        for (const [name, server] of wanted) if (!isClosed && !running.has(name)) start(server);
      });
    },
    async close() {
      endAll();
      await ended;
    },
    dispose: endAll,
  };
}
