import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { type Autoscaler, readAutoscaler } from "../../../../shared/domain/kubernetes/autoscaler.ts";
import { readClusterEvent } from "../../../../shared/domain/kubernetes/clusterEvent.ts";
import { type DoctorLink, link } from "../../../../shared/domain/kubernetes/doctor/doctorLink.ts";
import { scaledObjectLink } from "../../../../shared/domain/kubernetes/doctor/scaledObjectLink.ts";
import type { KubernetesApi } from "../types.ts";
import { failedLink } from "./failedLink.ts";
import { type AutoscalerWalk, metricChain } from "./metricChain.ts";

const scale = z.object({
  spec: z.object({ replicas: z.number().default(0) }).prefault({}),
  status: z.object({ selector: z.string().default("") }).prefault({}),
});
const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string().default("") })).nullish(),
});
const itemList = z.object({ items: z.array(z.unknown()).nullish() });

/**
 * Walks from an autoscaler's target over each of its metrics (API, adapter's rule, values) to its own conditions and events. A
 * metric's chain ends where it breaks: what is behind that says nothing. Rejects with what reading the autoscaler rejects with.
 */
export async function diagnoseAutoscaler(
  api: KubernetesApi,
  { namespace, name, signal }: { readonly namespace: string; readonly name: string; readonly signal: CancelSignal },
): Promise<readonly DoctorLink[]> {
  const path = `/apis/autoscaling/v2/namespaces/${encodeURIComponent(namespace)}/horizontalpodautoscalers/${encodeURIComponent(name)}`;
  const autoscaler = readAutoscaler(await api.get({ path, signal }));
  if (autoscaler === null) return [link(`Autoscaler ${name}`, "unknown", "It is told in a form that is not known")];
  const target = await targetLink(api, autoscaler, signal);
  const walk: AutoscalerWalk = { api, signal, autoscaler, selector: target.selector, replicas: target.replicas };
  const owner = await scaledObject(walk);
  const metrics = await Promise.all(autoscaler.metrics.map((metric) => metricChain(walk, metric)));
  return [target.link, ...owner, ...metrics.flat(), ownLink(autoscaler), await eventsLink(walk)];
}

async function targetLink(api: KubernetesApi, { namespace, target }: Autoscaler, signal: CancelSignal) {
  const title = `Target ${target.kind} ${target.name}`;
  const none = { selector: null, replicas: null };
  try {
    const version = target.apiVersion.split("/").map(encodeURIComponent).join("/");
    const base = `/${version.includes("/") ? "apis" : "api"}/${version}`;
    const { resources } = resourceList.parse(await api.get({ path: base, signal }));
    const plural = resources?.find((one) => one.kind === target.kind && !one.name.includes("/"))?.name;
    if (plural === undefined) {
      const next = "Correct kind and apiVersion of scaleTargetRef";
      return { ...none, link: link(title, "broken", `${target.apiVersion} has no ${target.kind}`, { next }) };
    }
    const object = `${base}/namespaces/${namespace}/${encodeURIComponent(plural)}/${encodeURIComponent(target.name)}`;
    const read = scale.parse(await api.get({ path: `${object}/scale`, signal }));
    const { replicas } = read.spec;
    const known = { selector: read.status.selector || null, replicas };
    if (replicas === 0) {
      const next = "Scale it to one replica or more: at zero an autoscaler is off";
      return { ...known, link: link(title, "broken", "It has zero replicas", { next }) };
    }
    const pods = replicas === 1 ? "1 replica" : `${replicas} replicas`;
    return { ...known, link: link(title, "sound", `It is there and asks for ${pods}`) };
  } catch (error) {
    const next = "Correct scaleTargetRef, or create what it names in the same namespace";
    return { ...none, link: failedLink(title, error, { absent: "There is no such object", next }) };
  }
}

async function scaledObject({
  api,
  signal,
  autoscaler: { namespace, scaledObject: owner },
}: AutoscalerWalk): Promise<readonly DoctorLink[]> {
  if (owner === null) return [];
  try {
    const path = `/apis/keda.sh/v1alpha1/namespaces/${namespace}/scaledobjects/${encodeURIComponent(owner)}`;
    return [scaledObjectLink(await api.get({ path, signal }))];
  } catch (error) {
    const next = "The autoscaler says that KEDA owns it, and KEDA's object is gone: delete the one or create the other";
    return [failedLink(`ScaledObject ${owner}`, error, { absent: "There is no such ScaledObject", next })];
  }
}

const ownStates = {
  broken: "broken",
  off: "broken",
  limited: "doubtful",
  unseen: "unknown",
  waiting: "sound",
  ok: "sound",
} as const;

function ownLink({ standing, current, desired, min, max }: Autoscaler): DoctorLink {
  const text = `${standing.text}. ${current} now, ${desired} wanted, between ${min} and ${max}`;
  return link("Autoscaler", ownStates[standing.state], text, { next: standing.next });
}

async function eventsLink({ api, signal, autoscaler: { namespace, name } }: AutoscalerWalk): Promise<DoctorLink> {
  const title = "Events";
  try {
    const query = { fieldSelector: `involvedObject.kind=HorizontalPodAutoscaler,involvedObject.name=${name}` };
    const { items } = itemList.parse(await api.get({ path: `/api/v1/namespaces/${namespace}/events`, query, signal }));
    const events = (items ?? [])
      .flatMap((item) => readClusterEvent(item) ?? [])
      .sort((a, b) => (b.lastMs ?? 0) - (a.lastMs ?? 0));
    const [newest] = events;
    if (!newest)
      return link(title, "unknown", "There are none: a cluster keeps them for an hour or so, so that proves nothing");
    return link(title, newest.isWarning ? "doubtful" : "sound", `The newest is ${newest.reason}: ${newest.message}`);
  } catch (error) {
    return failedLink(title, error, { absent: "They are not served", next: null });
  }
}
