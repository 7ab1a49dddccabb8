import { z } from "zod";
import { parseQuantity } from "./quantity.ts";

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** What every object says of itself, as far as it is used. */
export const objectMeta = z.object({
  name: z.string(),
  namespace: z.string().default(""),
  uid: z.string(),
  resourceVersion: z.string().default(""),
  generation: z.number().default(0),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  labels,
  annotations: labels,
  ownerReferences: z
    .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().default(false) }))
    .nullish(),
});

export const conditions = z
  .array(
    z.object({
      type: z.string(),
      status: z.string(),
      reason: z.string().default(""),
      message: z.string().default(""),
      lastTransitionTime: z.string().nullish(),
    }),
  )
  .nullish()
  .transform((list) => list ?? []);

const quantities = z.record(z.string(), z.union([z.string(), z.number().transform(String)])).nullish();

const container = z.object({
  name: z.string(),
  image: z.string().default(""),
  resources: z.object({ requests: quantities, limits: quantities }).nullish(),
});

export const podSpec = z.object({
  containers: z
    .array(container)
    .nullish()
    .transform((list) => list ?? []),
  nodeName: z.string().default(""),
});
export type PodSpec = z.output<typeof podSpec>;

/** Unix ms; null for a time that is not there or none. */
export function timeMs(text: string | null | undefined): number | null {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? null : ms;
}

/** Names of the resources that stand for whole GPUs or slices of them. */
function isGpuResource(name: string): boolean {
  return /^(nvidia|amd)\.com\/(gpu|mig-)|^gpu\.intel\.com\//.test(name);
}

export function gpusIn(resources: z.output<typeof quantities>): number {
  return Object.entries(resources ?? {})
    .filter(([name]) => isGpuResource(name))
    .reduce((sum, [, text]) => sum + (parseQuantity(text) ?? 0), 0);
}

/** What one pod asks for; a GPU's limit is its request. */
export function gpusOf({ containers }: PodSpec): number {
  return containers.reduce((sum, { resources }) => sum + gpusIn(resources?.limits ?? resources?.requests), 0);
}
