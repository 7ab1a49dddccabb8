import { stringify } from "yaml";
import { z } from "zod";
import { type DoctorLink, link } from "../doctor/doctorLink.ts";
import type { MonitorKind } from "./monitor.ts";
import type { Prometheus } from "./surroundings.ts";

/** Something that a Prometheus has to be allowed to find the targets of a monitor. */
export interface DiscoveryRight {
  readonly verb: "list" | "watch";
  /** Empty for the core group. */
  readonly group: string;
  readonly resource: string;
  /** Null for the whole cluster. */
  readonly namespace: string | null;
}

/** What the cluster said of a right; else why it did not say. */
export type RightAnswer = { readonly allowed: boolean } | { readonly unknown: string };

const title = "Rights of the Prometheus";
/** Whoever wrote the monitor says how many it names: more are not asked for. */
const mostNamespaces = 10;
const slices = { group: "discovery.k8s.io", resource: "endpointslices" };
const core = (resource: string) => ({ group: "", resource });

/** By the namespaces that a monitor looks in, null for all of them, and by how its Prometheus finds endpoints. */
export function rightsFor(
  kind: Exclude<MonitorKind, "PrometheusRule">,
  { spec }: Prometheus,
  namespaces: readonly string[] | null,
): readonly DiscoveryRight[] {
  const endpoints = spec.serviceDiscoveryRole === "EndpointSlice" ? slices : core("endpoints");
  const read = kind === "PodMonitor" ? [core("pods")] : [core("services"), endpoints, core("pods")];
  return (namespaces?.slice(0, mostNamespaces) ?? [null]).flatMap((namespace) =>
    read.flatMap((one) => (["list", "watch"] as const).map((verb) => ({ ...one, verb, namespace }))),
  );
}

/** Its service account, as authorisation knows it: rights may be given to any of its groups. */
function accountOf({ metadata: { namespace }, spec }: Prometheus) {
  const name = spec.serviceAccountName || "default";
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return { name, namespace, user: `system:serviceaccount:${namespace}:${name}`, groups };
}

/** The question whether it has a right, as the API takes it. */
export function accessReview(prometheus: Prometheus, { verb, group, resource, namespace }: DiscoveryRight) {
  const { user, groups } = accountOf(prometheus);
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user, groups, resourceAttributes: { verb, group, resource, namespace: namespace ?? "" } },
  };
}

const reviewed = z.object({ status: z.object({ allowed: z.boolean(), evaluationError: z.string().nullish() }) });

export function readAccessReview(answer: unknown): RightAnswer {
  const read = reviewed.safeParse(answer);
  if (!read.success) return { unknown: "It is told in a form that is not known" };
  const { allowed, evaluationError } = read.data.status;
  return !allowed && evaluationError ? { unknown: evaluationError } : { allowed };
}

/** Whether it may find the targets, with the role that it lacks as YAML; null where none is known to be lacking. */
export function rightsLink(
  prometheus: Prometheus,
  answers: readonly { readonly right: DiscoveryRight; readonly answer: RightAnswer }[],
): { readonly link: DoctorLink; readonly manifest: string | null } {
  const { name, namespace } = accountOf(prometheus);
  const who = `The service account ${namespace}/${name}`;
  const lacking = answers.flatMap(({ right, answer }) => ("allowed" in answer && !answer.allowed ? [right] : []));
  if (lacking.length > 0) {
    const text = [...new Set(lacking.map((right) => right.namespace))].map((within) => {
      const own = lacking.filter((right) => right.namespace === within);
      return `may not ${unique(own.map(({ verb }) => verb))} ${unique(own.map(({ resource }) => resource))} ${placeOf(within)}`;
    });
    return {
      link: link(title, "broken", `${who} ${text.join("; ")}: it finds none of these targets there`, {
        next: "Bind a role with those verbs to it, as in the manifest below",
      }),
      manifest: roles(prometheus, lacking),
    };
  }
  const unasked = answers.flatMap(({ answer }) => ("unknown" in answer ? [answer.unknown] : []));
  const [why] = unasked;
  if (why !== undefined) {
    const next = `See yourself: kubectl auth can-i list ${answers[0]?.right.resource ?? "pods"} --as=${accountOf(prometheus).user}`;
    return { link: link(title, "unknown", why, { next }), manifest: null };
  }
  const resources = unique(answers.map(({ right }) => right.resource));
  const places = [...new Set(answers.map(({ right }) => placeOf(right.namespace)))].join(", ");
  return { link: link(title, "sound", `${who} may list and watch ${resources} ${places}`), manifest: null };
}

function placeOf(namespace: string | null): string {
  return namespace === null ? "in the whole cluster" : `in ${namespace}`;
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].join(", ");
}

/** A role with a binding for each place; a watch needs `get` as well, as the operator's own roles have it. */
function roles(prometheus: Prometheus, lacking: readonly DiscoveryRight[]): string {
  const account = accountOf(prometheus);
  const apiGroup = "rbac.authorization.k8s.io";
  const name = `${account.name}-discovery`;
  return [...new Set(lacking.map(({ namespace }) => namespace))]
    .flatMap((namespace) => {
      const own = lacking.filter((right) => right.namespace === namespace);
      const rules = [...new Set(own.map(({ group }) => group))].map((group) => ({
        apiGroups: [group],
        resources: [...new Set(own.flatMap((right) => (right.group === group ? [right.resource] : [])))],
        verbs: ["get", "list", "watch"],
      }));
      const kind = namespace === null ? "ClusterRole" : "Role";
      const metadata = namespace === null ? { name } : { name, namespace };
      return [
        { apiVersion: `${apiGroup}/v1`, kind, metadata, rules },
        {
          apiVersion: `${apiGroup}/v1`,
          kind: `${kind}Binding`,
          metadata,
          roleRef: { apiGroup, kind, name },
          subjects: [{ kind: "ServiceAccount", name: account.name, namespace: account.namespace }],
        },
      ];
    })
    .map((object) => stringify(object))
    .join("---\n");
}
