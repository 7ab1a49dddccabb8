import { z } from "zod";
import { labelSelector, selectorText } from "../selector.ts";
import { objectMeta, timeMs } from "../wire.ts";

/** What tells a Prometheus of the operator what to scrape, and which rules to evaluate. */
export const monitorKind = z.enum(["ServiceMonitor", "PodMonitor", "PrometheusRule"]);
export type MonitorKind = z.infer<typeof monitorKind>;

export const monitor = z.object({
  id: z.string(),
  kind: monitorKind,
  namespace: z.string(),
  name: z.string(),
  createdMs: z.number().nullable(),
  /** Of the services or pods that it is for; null for rules. */
  selector: z.string().nullable(),
  /** `http /metrics`, or the names of rule groups. */
  parts: z.array(z.string()),
});
export type Monitor = Readonly<z.infer<typeof monitor>>;

const number = z.union([z.string(), z.number()]);
const endpoint = z.looseObject({
  port: number.nullish(),
  targetPort: number.nullish(),
  portNumber: z.number().nullish(),
  path: z.string().nullish(),
  interval: z.string().nullish(),
  scrapeTimeout: z.string().nullish(),
});
export type Endpoint = z.output<typeof endpoint>;
const endpoints = z
  .array(endpoint)
  .nullish()
  .transform((list) => list ?? []);

export const monitorObject = z.looseObject({
  metadata: objectMeta,
  spec: z
    .looseObject({
      selector: labelSelector,
      namespaceSelector: z.object({ any: z.boolean().nullish(), matchNames: z.array(z.string()).nullish() }).nullish(),
      endpoints,
      podMetricsEndpoints: endpoints,
      groups: z
        .array(
          z.looseObject({
            name: z.string(),
            rules: z
              .array(
                z.looseObject({
                  expr: number.transform(String),
                  alert: z.string().nullish(),
                  record: z.string().nullish(),
                }),
              )
              .nullish(),
          }),
        )
        .nullish(),
    })
    .prefault({}),
  status: z
    .object({
      bindings: z
        .array(
          z.object({
            conditions: z
              .array(z.object({ type: z.string(), status: z.string(), message: z.string().default("") }))
              .nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});
export type MonitorObject = z.output<typeof monitorObject>;

export function endpointsOf({ spec }: MonitorObject): readonly Endpoint[] {
  return spec.podMetricsEndpoints.length > 0 ? spec.podMetricsEndpoints : spec.endpoints;
}

/** Those that a monitor looks in for services or pods; null for all. */
export function namespacesOf({ metadata, spec }: MonitorObject, ignoresSelector = false): readonly string[] | null {
  const { any = false, matchNames } = (ignoresSelector ? null : spec.namespaceSelector) ?? {};
  if (any) return null;
  return matchNames && matchNames.length > 0 ? matchNames : [metadata.namespace];
}

export function readMonitor(kind: MonitorKind, object: unknown): Monitor | null {
  const read = monitorObject.safeParse(object);
  if (!read.success) return null;
  const { metadata, spec } = read.data;
  const isRule = kind === "PrometheusRule";
  return {
    id: metadata.uid,
    kind,
    namespace: metadata.namespace,
    name: metadata.name,
    createdMs: timeMs(metadata.creationTimestamp),
    selector: isRule ? null : selectorText(spec.selector),
    parts: isRule
      ? (spec.groups ?? []).map(({ name }) => name)
      : endpointsOf(read.data).map((one) => `${portText(one)} ${one.path ?? "/metrics"}`),
  };
}

/** The port that an endpoint names, in whichever way. */
function portText({ port, portNumber, targetPort }: Endpoint): string {
  return String(port ?? portNumber ?? targetPort ?? "no port");
}
