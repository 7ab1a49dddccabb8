/** An object that a step names: `deployment/web`, `node/gpu-a01`. */
export interface ObjectRef {
  readonly kind: ObjectKind;
  /** Null for a node. */
  readonly namespace: string | null;
  readonly name: string;
}

const kinds = {
  deployment: { kind: "Deployment", group: "apis/apps/v1", plural: "deployments" },
  statefulset: { kind: "StatefulSet", group: "apis/apps/v1", plural: "statefulsets" },
  daemonset: { kind: "DaemonSet", group: "apis/apps/v1", plural: "daemonsets" },
  hpa: { kind: "HorizontalPodAutoscaler", group: "apis/autoscaling/v2", plural: "horizontalpodautoscalers" },
  pod: { kind: "Pod", group: "api/v1", plural: "pods" },
  node: { kind: "Node", group: "api/v1", plural: "nodes" },
} as const;
type ObjectKind = (typeof kinds)[keyof typeof kinds]["kind"];

/** As kubectl takes them. */
const shortWords: Readonly<Record<string, string>> = { deploy: "deployment", sts: "statefulset", ds: "daemonset" };

/** What a name or a namespace may be. */
const nameForm = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** `deployment/web` in a namespace; null for what is no such name. */
export function parseObjectRef(text: string, namespace: string | undefined): ObjectRef | null {
  const [, word = "", name = ""] = /^([a-z]+)\/(.+)$/.exec(text) ?? [];
  const found = Object.entries(kinds).find(([key]) => key === (shortWords[word] ?? word))?.[1];
  if (!found || !nameForm.test(name)) return null;
  if (found.kind === "Node") return { kind: found.kind, namespace: null, name };
  return namespace !== undefined && nameForm.test(namespace) ? { kind: found.kind, namespace, name } : null;
}

export function objectPath({ kind, namespace, name }: ObjectRef): string {
  const found = Object.values(kinds).find((one) => one.kind === kind) ?? kinds.pod;
  const within = namespace === null ? "" : `/namespaces/${namespace}`;
  return `/${found.group}${within}/${found.plural}/${name}`;
}

export function objectText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}
