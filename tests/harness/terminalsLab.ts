import { chmodSync } from "node:fs";
import { serveTerminals } from "./servedTerminals.ts";
import { createSshdLab } from "./sshd.ts";
import { createClient, hostBlock, workspaceHost } from "./sshService.ts";

/** Terminals on a real server; `docker` is the text of a program that stands there for it. */
export async function startTerminalsLab({
  maySpeak = true,
  docker,
}: {
  readonly maySpeak?: boolean;
  readonly docker?: string;
} = {}) {
  const lab = createSshdLab();
  if (docker !== undefined) chmodSync(lab.write("docker", docker), 0o700);
  const server = await lab.start({ config: docker === undefined ? [] : [`SetEnv PATH=${lab.folder}:/usr/bin:/bin`] });
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
