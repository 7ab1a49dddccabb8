import { delay } from "../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { serversArea } from "../../../shared/contract/areas/servers.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import { secretNamed } from "../../../shared/domain/workspace/httpAccess.ts";
import { mayUseKeptSecret } from "../../../shared/domain/workspace/mayUseKeptSecret.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";
import type { WorkspaceServer } from "../../../shared/domain/workspace/workspaceServer.ts";
import type { HttpService } from "../../services/http/types.ts";
import type { RemoteWriteService } from "../../services/remoteWrite/types.ts";
import type { SecretStore, WorkspaceStore } from "../../services/store/types.ts";
import { changes } from "../changes.ts";
import type { Platform } from "../platform.ts";
import { probeServer } from "../probeServer.ts";
import type { ServerWatch } from "../serverWatch.ts";

const probeTimeoutMs = 10_000;
const forwardingIntervalMs = 2_000;

interface ServersDependencies {
  readonly platform: Pick<Platform, "clock" | "secrets">;
  readonly workspace: Pick<WorkspaceStore, "current" | "putServer" | "removeServer">;
  readonly servers: ServerWatch;
  readonly remoteWrite: Pick<RemoteWriteService, "states">;
  readonly httpWith: (secrets: Pick<SecretStore, "get">) => Pick<HttpService, "server">;
}

export function serversHandlers(dependencies: ServersDependencies): Handlers<typeof serversArea> {
  const { platform, workspace, servers, remoteWrite, httpWith } = dependencies;
  const { clock, secrets } = platform;

  async function checkSecret(server: WorkspaceServer, value: string | null): Promise<void> {
    if (value !== null || !server.auth || mayUseKeptSecret(workspace.current.file, server)) return;
    const name = secretOf(server.auth);
    if ((await secrets.get(name)) === null) return;
    throw new MidwatchError(
      "FORBIDDEN",
      `The secret ${name} is not used at ${new URL(server.url).origin} yet: type its value, so that it goes nowhere unseen. Nothing was sent`,
    );
  }

  return {
    async *"servers.watch"(_params, { signal }) {
      for await (const _ of changes(servers.onChange, { clock, signal, minIntervalMs: 500 })) {
        yield { servers: [...servers.list], others: othersOf(workspace.current.file) };
      }
    },

    async *"servers.forwarding"(_params, { signal }) {
      while (!signal.aborted) {
        yield { receivers: [...remoteWrite.states] };
        await delay(clock, forwardingIntervalMs, signal);
      }
    },

    "servers.retry": async ({ name }) => {
      servers.look(name);
      return {};
    },

    "servers.probe": async ({ server, secretValue }, { signal }) => {
      await checkSecret(server, secretValue);
      const typed = { get: async () => secretValue };
      const client = httpWith(secretValue === null ? secrets : typed).server(server, { maxConnections: 1 });
      const startedMs = clock.monotonicMs();
      const late = new AbortController();
      const timer = clock.after(probeTimeoutMs, () => late.abort());
      try {
        const version = await probeServer(server, { client, clock }, AbortSignal.any([signal, late.signal]));
        return { version, latencyMs: clock.monotonicMs() - startedMs };
      } catch (error) {
        if (!late.signal.aborted) throw error;
        throw new MidwatchError("TIMEOUT", `No answer within ${probeTimeoutMs / 1000} s`, { retryable: true });
      } finally {
        timer.dispose();
        client.dispose();
      }
    },

    "servers.save": async ({ server, secretValue, replaces }) => {
      await checkSecret(server, secretValue);
      const file = await workspace.putServer(server, replaces);
      if (server.auth && secretValue !== null) {
        await secrets.set(secretOf(server.auth), secretValue);
        servers.look(server.name);
      }
      return { file };
    },

    "servers.remove": async ({ list, name }) => ({ file: await workspace.removeServer(list, name) }),
  };
}

/** Servers that no source is: nobody asks them unless somebody wants to. */
function othersOf(file: WorkspaceFile | null): WorkspaceServer[] {
  return [
    ...(file?.grafana ?? []).map((server) => ({ kind: "grafana" as const, ...server })),
    ...(file?.remoteWrite ?? []).map((server) => ({ kind: "remoteWrite" as const, ...server })),
  ];
}

function secretOf(auth: NonNullable<WorkspaceServer["auth"]>): string {
  return secretNamed(auth).replace(/^secret:/, "");
}
