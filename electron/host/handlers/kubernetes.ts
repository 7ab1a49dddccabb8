import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { kubernetesArea } from "../../../shared/contract/areas/kubernetes.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { WorkspaceFile } from "../../../shared/domain/workspace/model.ts";
import type { KubernetesService, Watched, WatchState } from "../../services/kubernetes/types.ts";
import { changes } from "../changes.ts";
import { environmentOf } from "../environmentOf.ts";

const watchIntervalMs = 500;
/** A part of an answer is drawn before the next one comes, and stays well below what a frame may hold. */
const rowsPerItem = 500;

interface KubernetesDependencies {
  readonly clock: Clock;
  readonly kubernetes: KubernetesService;
  readonly workspace: () => WorkspaceFile | null;
}

export function kubernetesHandlers({
  clock,
  kubernetes,
  workspace,
}: KubernetesDependencies): Handlers<typeof kubernetesArea> {
  return {
    async *"kubernetes.clusters"(_params, { signal }) {
      for await (const _ of changes(kubernetes.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        yield {
          clusters: kubernetes.clusters.map(({ config, context, server, uid, state }) => ({
            name: config.name,
            ...environmentOf(workspace(), config.environment),
            via: config.via ?? null,
            context,
            server,
            uid,
            state,
          })),
        };
      }
    },

    "kubernetes.retry": async ({ cluster }) => {
      kubernetes.get(cluster).look();
      return {};
    },

    "kubernetes.namespaces": async ({ cluster }, { signal }) => ({
      namespaces: [...(await kubernetes.get(cluster).namespaces(signal))],
    }),

    "kubernetes.workloads": ({ cluster, namespace }, { signal }) =>
      told(kubernetes.get(cluster).workloads(namespace), { clock, signal }),

    "kubernetes.pods": ({ cluster, namespace, selector, node }, { signal }) =>
      told(
        kubernetes.get(cluster).pods({
          namespace,
          ...(selector === undefined ? {} : { selector }),
          ...(node === undefined ? {} : { node }),
        }),
        { clock, signal },
      ),

    "kubernetes.nodeOf": async ({ host, machineId }, { signal }) => {
      const asked = kubernetes.clusters.filter(({ state }) => state.kind === "ok");
      // One that may not be read does not hide the node of another.
      const found = await Promise.allSettled(
        asked.map(async ({ config, nodeOf }) => {
          const name = await nodeOf({ name: host, machineId, signal });
          return name === null ? [] : [{ cluster: config.name, name }];
        }),
      );
      const [node = null] = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
      return { node };
    },

    "kubernetes.servicesOf": async ({ cluster, namespace, name }, { signal }) => ({
      services: [...(await kubernetes.get(cluster).servicesOf({ namespace, name, signal }))],
    }),

    "kubernetes.nodes": ({ cluster }, { signal }) => told(kubernetes.get(cluster).nodes(), { clock, signal }),

    "kubernetes.autoscalers": ({ cluster, namespace }, { signal }) =>
      told(kubernetes.get(cluster).autoscalers(namespace), { clock, signal }),

    "kubernetes.autoscalerDoctor": async ({ cluster, namespace, name }, { signal }) => ({
      links: [...(await kubernetes.get(cluster).diagnoseAutoscaler({ namespace, name, signal }))],
    }),

    "kubernetes.monitors": ({ cluster, namespace }, { signal }) =>
      told(kubernetes.get(cluster).monitors(namespace), { clock, signal }),

    "kubernetes.monitorDoctor": async ({ cluster, kind, namespace, name }, { signal }) => {
      const { links, manifest } = await kubernetes.get(cluster).diagnoseMonitor({ kind, namespace, name, signal });
      return { links: [...links], manifest };
    },

    "kubernetes.events": ({ cluster, namespace, object }, { signal }) =>
      told(kubernetes.get(cluster).events({ namespace, ...(object === undefined ? {} : { object }) }), {
        clock,
        signal,
      }),
  };
}

interface Rows<Row> {
  readonly state: WatchState;
  readonly first: boolean;
  readonly complete: boolean;
  readonly changed: Row[];
  readonly gone: string[];
}

/** All rows, then what changed, until nobody asks any more; the watch ends with it. */
async function* told<Row>(
  watched: Watched<Row>,
  { clock, signal }: { readonly clock: Clock; readonly signal: CancelSignal },
): AsyncGenerator<Rows<Row>, void> {
  try {
    let isFirst = true;
    for await (const news of changes(watched.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
      const first = isFirst || news.includes(null);
      const ids = first ? [...watched.rows.keys()] : [...new Set(news.flatMap((set) => [...(set ?? [])]))];
      const changed = ids.flatMap((id) => watched.rows.get(id) ?? []);
      const parts = Math.max(1, Math.ceil(changed.length / rowsPerItem));
      for (let part = 0; part < parts; part++) {
        yield {
          state: watched.state,
          first: first && part === 0,
          complete: part === parts - 1,
          changed: changed.slice(part * rowsPerItem, (part + 1) * rowsPerItem),
          gone: part === 0 ? ids.filter((id) => !watched.rows.has(id)) : [],
        };
      }
      isFirst = false;
    }
  } finally {
    watched.dispose();
  }
}
