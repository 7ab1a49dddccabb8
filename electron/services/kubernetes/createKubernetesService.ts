import type { Disposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { type ClusterDependencies, createCluster } from "./createCluster.ts";
import { readLoginPath } from "./loginPath.ts";
import type { KubernetesService } from "./types.ts";

interface Running {
  /** Of the configuration: another text is another cluster. */
  readonly text: string;
  readonly cluster: ReturnType<typeof createCluster>;
  readonly listening: Disposable;
}

/** The clusters of the workspace. Nothing of one is asked beyond whether it answers, unless somebody looks. */
export function createKubernetesService(dependencies: Omit<ClusterDependencies, "loginPath">): KubernetesService {
  const changed = new Emitter<void>();
  let path: Promise<string | null> | null = null;
  let running: readonly Running[] = [];

  const loginPath = () => {
    path ??= readLoginPath(dependencies.environment);
    return path;
  };

  function end({ cluster, listening }: Running): void {
    listening.dispose();
    cluster.dispose();
  }

  return {
    get clusters() {
      return running.map(({ cluster }) => cluster);
    },
    onChange: changed.event,
    setClusters(clusters) {
      const before = running;
      running = clusters.map((config) => {
        const text = JSON.stringify(config);
        const known = before.find((one) => one.text === text);
        if (known) return known;
        const cluster = createCluster(config, { ...dependencies, loginPath });
        return { text, cluster, listening: cluster.onChange(() => changed.fire()) };
      });
      for (const one of before) if (!running.includes(one)) end(one);
      changed.fire();
    },
    get(name) {
      const found = running.find(({ cluster }) => cluster.config.name === name);
      if (!found) throw new MidwatchError("NOT_FOUND", `No cluster of this workspace is called ${name}`);
      return found.cluster;
    },
    dispose() {
      for (const one of running) end(one);
      running = [];
      changed.dispose();
    },
  };
}
