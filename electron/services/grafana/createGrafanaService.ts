import { z } from "zod";
import type { CancelSignal } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { GrafanaServer } from "../../../shared/domain/workspace/grafanaServer.ts";
import type { HttpClient, HttpService } from "../http/types.ts";
import { grafanaAnswer } from "./grafanaAnswer.ts";
import { withLibraryPanels } from "./libraryPanels.ts";
import type { GrafanaService } from "./types.ts";

const timeoutMs = 15_000;
const mostBytes = 16 * 2 ** 20;
const pageSize = 100;
const maxConnections = 2;

/** Of `/api/search`; servers of different versions add more. */
const found = z.array(
  z.object({
    uid: z.string().optional(),
    title: z.string().default(""),
    folderTitle: z.string().optional(),
    tags: z.array(z.string()).default([]),
  }),
);
const fetched = z.object({ dashboard: z.record(z.string(), z.unknown()) });

export function createGrafanaService({ http }: { readonly http: Pick<HttpService, "server"> }): GrafanaService {
  let servers: readonly GrafanaServer[] = [];
  const clients = new Map<string, HttpClient>();

  function closeClients(): void {
    for (const client of clients.values()) client.dispose();
    clients.clear();
  }

  function clientOf(server: GrafanaServer): HttpClient {
    const known = clients.get(server.name);
    if (known) return known;
    const client = http.server(server, { maxConnections });
    clients.set(server.name, client);
    return client;
  }

  async function ask(name: string, what: string, path: string, signal?: CancelSignal): Promise<unknown> {
    const server = servers.find((one) => one.name === name);
    if (!server) throw new MidwatchError("NOT_FOUND", `No Grafana of this workspace is called ${name}`);
    const response = await clientOf(server).request({
      operation: `grafana ${name}`,
      path,
      headers: { accept: "application/json" },
      timeoutMs,
      maxBytes: mostBytes,
      ...(signal ? { signal } : {}),
    });
    return grafanaAnswer(name, what, response);
  }

  return {
    get servers() {
      return servers;
    },

    setServers(next) {
      if (JSON.stringify(next) === JSON.stringify(servers)) return;
      servers = next;
      closeClients();
    },

    async search(server, { text, page }, signal) {
      const query = `type=dash-db&limit=${pageSize}&page=${page}&query=${encodeURIComponent(text)}`;
      const answer = found.safeParse(await ask(server, "dashboards", `/api/search?${query}`, signal));
      if (!answer.success) throw new MidwatchError("REMOTE_FAILED", `${server} did not answer as a Grafana does`);
      return {
        dashboards: answer.data.flatMap(({ uid, title, folderTitle, tags }) =>
          uid === undefined ? [] : [{ uid, title, folder: folderTitle ?? "", tags }],
        ),
        more: answer.data.length >= pageSize,
      };
    },

    async fetch(server, uid, signal) {
      const answer = fetched.safeParse(
        await ask(server, "dashboard", `/api/dashboards/uid/${encodeURIComponent(uid)}`, signal),
      );
      if (!answer.success) throw new MidwatchError("REMOTE_FAILED", `${server} did not answer with a dashboard`);
      const element = (id: string) =>
        ask(server, "library panel", `/api/library-elements/${encodeURIComponent(id)}`, signal);
      const dashboard = await withLibraryPanels(answer.data.dashboard, element);
      const { title } = dashboard;
      return {
        title: typeof title === "string" ? title : uid,
        text: `${JSON.stringify(dashboard, null, 2)}\n`,
      };
    },

    dispose: closeClients,
  };
}
