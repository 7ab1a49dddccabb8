import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import type { Autoscaler, ScalingMetric } from "../../../../shared/domain/kubernetes/autoscaler.ts";
import {
  adapterQuery,
  readAdapterConfig,
  ruleOfMetric,
} from "../../../../shared/domain/kubernetes/doctor/adapterRules.ts";
import { apiService, apiServiceLink } from "../../../../shared/domain/kubernetes/doctor/apiServiceLink.ts";
import { type DoctorLink, link } from "../../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { valuesLink } from "../../../../shared/domain/kubernetes/doctor/metricValues.ts";
import type { KubernetesApi, Query } from "../types.ts";
import { failedLink } from "./failedLink.ts";

const itemList = z.object({ items: z.array(z.unknown()).nullish() });
const configMaps = z.object({ items: z.array(z.object({ data: z.record(z.string(), z.string()).nullish() })) });
const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        containers: z.array(
          z.object({
            name: z.string(),
            resources: z.object({ requests: z.record(z.string(), z.unknown()).nullish() }).nullish(),
          }),
        ),
      }),
    }),
  ),
});

/** The metrics API that answers for a source of metrics. */
const groups = {
  resource: "metrics.k8s.io",
  containerResource: "metrics.k8s.io",
  pods: "custom.metrics.k8s.io",
  object: "custom.metrics.k8s.io",
  external: "external.metrics.k8s.io",
} as const;

export interface AutoscalerWalk {
  readonly api: KubernetesApi;
  readonly signal: CancelSignal;
  readonly autoscaler: Autoscaler;
  /** Of the target's pods; null where it is not known. */
  readonly selector: string | null;
  readonly replicas: number | null;
}

/** The links of one metric; they end where the chain breaks. */
export async function metricChain(walk: AutoscalerWalk, metric: ScalingMetric): Promise<readonly DoctorLink[]> {
  if (metric.source === "unknown") {
    return [
      link(`Metric ${metric.name}`, "broken", `There is no metric source ${metric.name}`, {
        next: "Use Resource, ContainerResource, Pods, Object or External",
      }),
    ];
  }
  const group = groups[metric.source];
  const { link: registered, version, service } = await registration(walk, group);
  if (registered.state === "broken") return [registered];
  const base = `/apis/${group}/${version ?? "v1beta1"}`;
  if (group === "metrics.k8s.io") {
    const requested = await requests(walk, metric);
    if (requested?.state === "broken") return [registered, requested];
    return [registered, ...(requested ? [requested] : []), await values(walk, metric, base, null)];
  }
  const rule = service === null ? null : await adapterRule(walk, metric, service.namespace);
  const found = await values(walk, metric, base, rule);
  // How rules name metrics is not wholly told by their text: a metric that is there needs none.
  const isExplained = rule !== null && (found.state === "broken" || rule.promql !== null);
  return [registered, ...(isExplained ? [rule.link] : []), found];
}

async function values(
  walk: AutoscalerWalk,
  metric: ScalingMetric,
  base: string,
  rule: Rule | null,
): Promise<DoctorLink> {
  const title = `Values of ${metric.name}`;
  const promql = rule?.promql ?? null;
  try {
    const { path, query } = valuesRequest(walk, metric, base);
    const answer = await walk.api.get({ path, query, signal: walk.signal });
    if (groups[metric.source as keyof typeof groups] === "metrics.k8s.io")
      return measuredPods(title, answer, walk.replicas);
    return valuesLink(title, answer, { query: promql, pods: metric.source === "pods" ? walk.replicas : null });
  } catch (error) {
    const next = rule?.whenAbsent ?? "See whether its series exist, and wait for the adapter to list them anew";
    return failedLink(title, error, { absent: `The adapter does not know ${metric.name}`, next, query: promql });
  }
}

/** The newer version of a group is asked where both are registered, as the controller does. */
async function registration({ api, signal }: AutoscalerWalk, group: string) {
  const versions = group === "custom.metrics.k8s.io" ? ["v1beta2", "v1beta1"] : ["v1beta1"];
  let absent: DoctorLink | null = null;
  for (const version of versions) {
    const name = `${version}.${group}`;
    try {
      const read = apiService.parse(
        await api.get({ path: `/apis/apiregistration.k8s.io/v1/apiservices/${name}`, signal }),
      );
      return { link: apiServiceLink(name, read), version, service: read.spec.service ?? null };
    } catch (error) {
      const who =
        group === "metrics.k8s.io"
          ? "the metrics server"
          : group.startsWith("custom")
            ? "Prometheus Adapter"
            : "KEDA, or an adapter";
      absent = failedLink(`API ${name}`, error, { absent: "Nobody serves this API", next: `Install ${who}` });
    }
  }
  return { link: absent ?? link(`API ${group}`, "unknown", "It was not looked at"), version: null, service: null };
}

/** A share is measured of what is requested. */
async function requests(
  { api, signal, autoscaler, selector }: AutoscalerWalk,
  { name, of, measure }: ScalingMetric,
): Promise<DoctorLink | null> {
  if (measure !== "utilization" || selector === null) return null;
  const title = `Requests of ${name}`;
  try {
    const path = `/api/v1/namespaces/${autoscaler.namespace}/pods`;
    const { items } = podList.parse(await api.get({ path, query: { labelSelector: selector }, signal }));
    for (const { metadata, spec } of items) {
      const lacking = spec.containers.find(
        (container) => (of === "" || container.name === of) && container.resources?.requests?.[name] === undefined,
      );
      if (!lacking) continue;
      return link(title, "broken", `The container ${lacking.name} of ${metadata.name} requests no ${name}`, {
        next: `Give it resources.requests.${name}: without it there is no share to measure`,
      });
    }
    if (items.length === 0) return link(title, "broken", "The target has no pods", { next: "See why none is made" });
    return link(title, "sound", `Each container of ${items.length === 1 ? "1 pod" : `${items.length} pods`} has one`);
  } catch (error) {
    return failedLink(title, error, { absent: "The pods cannot be listed", next: null });
  }
}

interface Rule {
  readonly link: DoctorLink;
  /** What the adapter asks; null where that is not known. */
  readonly promql: string | null;
  /** What to do where the metric is not there. */
  readonly whenAbsent: string | null;
}

/** By the adapter's configuration, which stands in the namespace of its service; null for what KEDA answers. */
async function adapterRule(
  { api, signal, autoscaler }: AutoscalerWalk,
  metric: ScalingMetric,
  namespace: string,
): Promise<Rule | null> {
  if (autoscaler.scaledObject !== null) return null;
  const title = `Rule for ${metric.name}`;
  const without = (found: DoctorLink): Rule => ({ link: found, promql: null, whenAbsent: found.next });
  try {
    const { items } = configMaps.parse(await api.get({ path: `/api/v1/namespaces/${namespace}/configmaps`, signal }));
    const texts = items.map(({ data }) => data?.["config.yaml"] ?? "");
    const text = texts.find((one) => one.includes("seriesQuery"));
    if (text === undefined) return without(link(title, "unknown", `No config.yaml with rules is in ${namespace}`));
    const config = readAdapterConfig(text);
    if ("problem" in config) {
      const next = "Correct it: the adapter keeps the list of metrics that it had";
      return without(link(title, "broken", `The adapter's config.yaml cannot be read, ${config.problem}`, { next }));
    }
    const found = ruleOfMetric(metric.source === "external" ? config.externalRules : config.rules, metric.name);
    if (found === null) {
      const next = `Add a rule to the adapter's config.yaml that names a series ${metric.name}, or correct the name in the autoscaler`;
      return without(link(title, "broken", `No rule of the adapter makes ${metric.name}`, { next }));
    }
    const of = metric.source === "object" ? kindOf(metric).toLowerCase() : "pod";
    const promql = adapterQuery(found, autoscaler.namespace, of);
    const whenAbsent = `See whether ${found.series} has series in the adapter's Prometheus; the adapter then finds them within its relist interval, 10 minutes unless set`;
    const made = found.isNamed
      ? `Made of ${found.rule.seriesQuery}`
      : `A rule over many names makes it of ${found.series}, if there is such a series`;
    return { link: link(title, "sound", made), promql, whenAbsent };
  } catch (error) {
    return without(failedLink(title, error, { absent: "The adapter's configuration is not there", next: null }));
  }
}

function kindOf({ of }: ScalingMetric): string {
  return of.split("/")[0] ?? "";
}

function valuesRequest({ autoscaler: { namespace }, selector }: AutoscalerWalk, metric: ScalingMetric, base: string) {
  const within = `${base}/namespaces/${namespace}`;
  const name = encodeURIComponent(metric.name);
  const pods: Query = selector === null ? {} : { labelSelector: selector };
  const series: Query = metric.selector === null ? {} : { metricLabelSelector: metric.selector };
  switch (metric.source) {
    case "pods":
      return { path: `${within}/pods/*/${name}`, query: { ...pods, ...series } };
    case "object": {
      const object = encodeURIComponent(metric.of.split("/")[1] ?? "");
      const kind = kindOf(metric);
      if (kind === "Namespace") return { path: `${base}/namespaces/${object}/metrics/${name}`, query: series };
      const plural = plurals[kind] ?? `${encodeURIComponent(kind.toLowerCase())}s`;
      return { path: `${within}/${plural}/${object}/${name}`, query: series };
    }
    case "external":
      return {
        path: `${within}/${name}`,
        query: metric.selector === null ? {} : { labelSelector: metric.selector },
      };
    default:
      return { path: `${within}/pods`, query: pods };
  }
}

/** As the metrics API calls the resources of other groups. */
const plurals: Readonly<Record<string, string>> = {
  Deployment: "deployments.apps",
  StatefulSet: "statefulsets.apps",
  DaemonSet: "daemonsets.apps",
  Job: "jobs.batch",
  Ingress: "ingresses.networking.k8s.io",
};

function measuredPods(title: string, answer: unknown, replicas: number | null): DoctorLink {
  const count = itemList.parse(answer).items?.length ?? 0;
  if (count === 0) {
    return link(title, "broken", "The metrics server measures none of these pods", {
      next: "See that they are ready, and that the metrics server reaches the kubelets of their nodes",
    });
  }
  const of = count === 1 ? "1 pod is measured" : `${count} pods are measured`;
  if (replicas !== null && count < replicas)
    return link(title, "doubtful", `${of}, of ${replicas}`, { next: "See whether the others are ready" });
  return link(title, "sound", of);
}
