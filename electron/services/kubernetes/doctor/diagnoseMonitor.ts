import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import { readClusterEvent } from "../../../../shared/domain/kubernetes/clusterEvent.ts";
import { type DoctorLink, firstBroken, link } from "../../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { judgeMonitor } from "../../../../shared/domain/kubernetes/operator/judgeMonitor.ts";
import {
  endpointsOf,
  type MonitorKind,
  monitorObject,
  namespacesOf,
} from "../../../../shared/domain/kubernetes/operator/monitor.ts";
import { scrapeLink } from "../../../../shared/domain/kubernetes/operator/scrapeLink.ts";
import { type Prometheus, readSurroundings } from "../../../../shared/domain/kubernetes/operator/surroundings.ts";
import type { KubernetesApi, Query } from "../types.ts";
import { discoveryRights } from "./discoveryRights.ts";
import { failedLink } from "./failedLink.ts";
import { monitorPlurals, operatorGroup } from "./monitorPaths.ts";

/** More objects of one kind than that are not read for one look. */
const mostObjects = 5_000;
const pageSize = "500";

const page = z.object({
  metadata: z.object({ continue: z.string().nullish() }).prefault({}),
  items: z.array(z.unknown()).nullish(),
});

/**
 * Why a monitor's targets are not scraped, or a rule not evaluated: by what stands in the cluster, by what the Prometheus that
 * takes it may see, then by what that answers through the API server. Rejects with what reading the object rejects with.
 */
export async function diagnoseMonitor(
  api: KubernetesApi,
  {
    kind,
    namespace,
    name,
    signal,
  }: { readonly kind: MonitorKind; readonly namespace: string; readonly name: string; readonly signal: CancelSignal },
): Promise<{ readonly links: readonly DoctorLink[]; readonly manifest: string | null }> {
  const within = encodeURIComponent(namespace);
  const path = `${operatorGroup}/namespaces/${within}/${monitorPlurals[kind]}/${encodeURIComponent(name)}`;
  const monitor = monitorObject.parse(await api.get({ path, signal }));
  const list = (at: string, query: Query = {}) => listed(api, at, query, signal);
  const [one, more] = (kind === "PrometheusRule" ? null : namespacesOf(monitor)) ?? [];
  const scope = one === undefined || more !== undefined ? null : encodeURIComponent(one);
  const base = (group: string, plural: string) =>
    scope ? `${group}/namespaces/${scope}/${plural}` : `${group}/${plural}`;
  /** Of the whole cluster, as those meant may be elsewhere; else those that the monitor looks at. */
  const servicesOf = async () =>
    (await list("/api/v1/services")) ?? (scope === null ? null : list(base("/api/v1", "services")));
  const isScraped = kind !== "PrometheusRule";
  const [prometheuses, namespaces, services, slices, pods, events] = await Promise.all([
    list(`${operatorGroup}/prometheuses`),
    list("/api/v1/namespaces"),
    kind === "ServiceMonitor" ? servicesOf() : [],
    kind === "ServiceMonitor" ? list(base("/apis/discovery.k8s.io/v1", "endpointslices")) : [],
    isScraped ? list(base("/api/v1", "pods")) : [],
    list(`/api/v1/namespaces/${within}/events`, {
      fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}`,
    }),
  ]);
  const judged = judgeMonitor(
    kind,
    monitor,
    {
      prometheuses: prometheuses && readSurroundings.prometheuses(prometheuses),
      namespaces: namespaces && readSurroundings.namespaces(namespaces),
      services: services && readSurroundings.services(services),
      slices: slices && readSurroundings.slices(slices),
      pods: pods && readSurroundings.pods(pods),
    },
    (events ?? []).flatMap((one) => readClusterEvent(one) ?? []),
  );
  const { by } = judged;
  if (kind === "PrometheusRule" || by === null) return judged;
  const lookedIn = namespacesOf(monitor, by.spec.ignoreNamespaceSelectors === true);
  const rights = await discoveryRights(api, by, { kind, namespaces: lookedIn, signal });
  const links = [...judged.links, rights.link];
  const manifest = [judged.manifest, rights.manifest].filter((text) => text !== null).join("---\n") || null;
  // What is broken before it says nothing of the scrape.
  if (firstBroken(links)) return { links, manifest };
  const pools = endpointsOf(monitor).map(
    (_, index) => `${kind === "PodMonitor" ? "podMonitor" : "serviceMonitor"}/${namespace}/${name}/${index}`,
  );
  const scrapes = await Promise.all(pools.map((pool, index) => scrape(api, by, { pool, index, signal })));
  return { links: [...links, ...scrapes], manifest };
}

/** The operator gives all of a namespace's Prometheus one service. */
async function scrape(
  api: KubernetesApi,
  { metadata, spec }: Prometheus,
  { pool, index, signal }: { readonly pool: string; readonly index: number; readonly signal: CancelSignal },
): Promise<DoctorLink> {
  const title = `Scrape of endpoint ${index + 1}`;
  const prefix = (spec.routePrefix ?? "").replace(/\/+$/, "");
  const path = `/api/v1/namespaces/${encodeURIComponent(metadata.namespace)}/services/http:prometheus-operated:9090/proxy${prefix}/api/v1/targets`;
  try {
    return scrapeLink(title, pool, await api.get({ path, query: { scrapePool: pool, state: "any" }, signal }));
  } catch (error) {
    const found = failedLink(title, error, { absent: "The Prometheus was not reached", next: null });
    // That the console cannot reach it says nothing of the scrape.
    return link(title, "unknown", found.text, {
      next: "Look for the pool in the Prometheus itself: Status, Target health",
    });
  }
}

/** All objects of a list, page by page; null where they may not be read. Rejects with LIMIT where there are too many. */
async function listed(
  api: KubernetesApi,
  path: string,
  query: Query,
  signal: CancelSignal,
): Promise<readonly unknown[] | null> {
  const items: unknown[] = [];
  let after: string | null = null;
  try {
    do {
      const more: Query = { ...query, limit: pageSize, ...(after === null ? {} : { continue: after }) };
      const read = page.parse(await api.get({ path, query: more, signal }));
      items.push(...(read.items ?? []));
      after = read.metadata.continue || null;
      if (items.length > mostObjects) {
        throw new MidwatchError(
          "LIMIT",
          `${path} has more than ${mostObjects} objects: name the namespaces in namespaceSelector`,
        );
      }
    } while (after !== null);
    return items;
  } catch (error) {
    if (isMidwatchError(error) && (error.code === "FORBIDDEN" || error.code === "LIMIT")) return null;
    throw error;
  }
}
