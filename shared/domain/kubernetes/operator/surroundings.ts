import { z } from "zod";
import { labelSelector } from "../selector.ts";
import { objectMeta } from "../wire.ts";

/** A Prometheus of the operator: which monitors and rules it takes. A selector that is absent takes nothing. */
const prometheus = z.object({
  metadata: objectMeta,
  spec: z
    .object({
      serviceMonitorSelector: labelSelector,
      serviceMonitorNamespaceSelector: labelSelector,
      podMonitorSelector: labelSelector,
      podMonitorNamespaceSelector: labelSelector,
      ruleSelector: labelSelector,
      ruleNamespaceSelector: labelSelector,
      ignoreNamespaceSelectors: z.boolean().nullish(),
      routePrefix: z.string().nullish(),
      paused: z.boolean().nullish(),
      serviceAccountName: z.string().nullish(),
      serviceDiscoveryRole: z.string().nullish(),
    })
    .prefault({}),
});
export type Prometheus = z.output<typeof prometheus>;

const named = z.object({ metadata: objectMeta });

const service = z.object({
  metadata: objectMeta,
  spec: z
    .object({
      selector: z.record(z.string(), z.string()).nullish(),
      ports: z
        .array(
          z.object({
            name: z.string().nullish(),
            port: z.number(),
            targetPort: z.union([z.string(), z.number()]).nullish(),
          }),
        )
        .nullish()
        .transform((list) => list ?? []),
    })
    .prefault({}),
});
export type Service = z.output<typeof service>;

const slice = z.object({
  metadata: objectMeta,
  endpoints: z
    .array(
      z.object({
        addresses: z.array(z.string()).nullish(),
        conditions: z.object({ ready: z.boolean().nullish() }).nullish(),
      }),
    )
    .nullish()
    .transform((list) => list ?? []),
});
export type EndpointSlice = z.output<typeof slice>;

const pod = z.object({
  metadata: objectMeta,
  spec: z
    .object({
      containers: z
        .array(
          z.object({
            name: z.string(),
            ports: z
              .array(z.object({ name: z.string().nullish(), containerPort: z.number() }))
              .nullish()
              .transform((list) => list ?? []),
          }),
        )
        .nullish()
        .transform((list) => list ?? []),
    })
    .prefault({}),
  status: z.object({ phase: z.string().default("") }).prefault({}),
});
export type ScrapedPod = z.output<typeof pod>;

/** What stands around a monitor; null for what may not be read, which proves nothing. */
export interface Surroundings {
  readonly prometheuses: readonly Prometheus[] | null;
  readonly namespaces: readonly z.output<typeof named>[] | null;
  readonly services: readonly Service[] | null;
  readonly slices: readonly EndpointSlice[] | null;
  readonly pods: readonly ScrapedPod[] | null;
}

/** Objects of the lists that the API answers; what is none of its kind is left out. */
export const readSurroundings = {
  prometheuses: reader(prometheus),
  namespaces: reader(named),
  services: reader(service),
  slices: reader(slice),
  pods: reader(pod),
};

function reader<S extends z.ZodType>(schema: S): (items: readonly unknown[]) => readonly z.output<S>[] {
  return (items) =>
    items.flatMap((item) => {
      const read = schema.safeParse(item);
      return read.success ? [read.data] : [];
    });
}
