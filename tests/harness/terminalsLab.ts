import { chmodSync } from "node:fs";
import { serveTerminals } from "./servedTerminals.ts";
import { createSshdLab } from "./sshd.ts";
import { createClient, hostBlock, workspaceHost } from "./sshService.ts";

/** Terminals on a real server, which finds the programs among `files`, by their names, before its own. */
export async function startTerminalsLab({
  maySpeak = true,
  files = {},
}: {
  readonly maySpeak?: boolean;
  readonly files?: Readonly<Record<string, string>>;
} = {}) {
  const lab = createSshdLab();
  const programs = Object.entries(files);
  for (const [name, text] of programs) chmodSync(lab.write(name, text), 0o700);
  const config = programs.length === 0 ? [] : [`SetEnv PATH=${lab.folder}:/usr/bin:/bin`];
  const server = await lab.start({ config });
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
    write: lab.write,
    async stop() {
      await served.stop();
      connection.close();
      ssh.dispose();
      await lab.stop();
    },
  };
}

export type TerminalsLab = Awaited<ReturnType<typeof startTerminalsLab>>;
