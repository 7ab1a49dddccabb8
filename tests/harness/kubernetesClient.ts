import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dialServer } from "../../electron/host/dialServer.ts";
import { createHttpService } from "../../electron/services/http/createHttpService.ts";
import { createKubernetesService } from "../../electron/services/kubernetes/createKubernetesService.ts";
import type { Cluster } from "../../electron/services/kubernetes/types.ts";
import type { SshConnection } from "../../electron/services/ssh/types.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { kubernetesCluster } from "../../shared/domain/workspace/kubernetesCluster.ts";

export interface ClusterClient {
  readonly cluster: Cluster;
  readonly folder: string;
  /** Another text of the kubeconfig, read at the next look. */
  write(kubeconfig: string): void;
  stop(): void;
}

/** The console's own way to a cluster, by a kubeconfig in a folder of its own. */
export function openCluster(
  kubeconfig: string,
  {
    config = {},
    environment = { PATH: process.env.PATH },
    connection = () => null,
  }: {
    readonly config?: Readonly<Record<string, unknown>>;
    readonly environment?: NodeJS.ProcessEnv;
    readonly connection?: (host: string) => SshConnection | null;
  } = {},
): ClusterClient {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-kubernetes-"));
  const write = (text: string) => writeFileSync(join(folder, "kubeconfig"), text, { mode: 0o600 });
  write(kubeconfig);
  const http = createHttpService({
    secrets: { get: async () => null },
    workspaceFolder: folder,
    dial: dialServer(connection),
  });
  const service = createKubernetesService({
    clock: systemClock,
    random: () => 0,
    http,
    environment,
    workspaceFolder: folder,
    homeFolder: folder,
  });
  service.setClusters([kubernetesCluster.parse({ name: "eu", kubeconfig: "kubeconfig", ...config })]);
  return {
    cluster: service.get("eu"),
    folder,
    write,
    stop() {
      service.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
