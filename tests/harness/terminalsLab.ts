import { serveTerminals } from "./servedTerminals.ts";
import { createSshdLab } from "./sshd.ts";
import { createClient, hostBlock, workspaceHost } from "./sshService.ts";

/** Terminals on a real server. */
export async function startTerminalsLab({ maySpeak = true } = {}) {
  const lab = createSshdLab();
  const server = await lab.start();
  lab.write("known_hosts", lab.knownHostsLine(server));
  const { ssh } = createClient(lab, { config: hostBlock(lab, "gpu-a01", server) });
  const host = workspaceHost("gpu-a01", { transport: "ssh2" });
  const connection = await ssh.connect(host, {});
  const served = await serveTerminals({
    maySpeak,
    hosts: {
      environmentOf: (name) =>
        name === host.name ? { environment: "prod", environmentKind: "production" as const } : null,
      connectionOf: () => (connection.closed ? null : connection),
      connectAnew: (_name, signal) => ssh.connect(host, { signal: signal as AbortSignal }),
    },
  });
  return {
    ...served,
    connection,
    server,
    async stop() {
      await served.stop();
      connection.close();
      ssh.dispose();
      await lab.stop();
    },
  };
}

export type TerminalsLab = Awaited<ReturnType<typeof startTerminalsLab>>;
