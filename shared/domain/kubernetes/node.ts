import { z } from "zod";
import { conditions, gpusIn, objectMeta, timeMs } from "./wire.ts";

export const clusterNode = z.object({
  id: z.string(),
  name: z.string(),
  createdMs: z.number().nullable(),
  /** `unknown`: its kubelet has not told for a while. */
  ready: z.enum(["ready", "notReady", "unknown"]),
  /** Why it is not ready, and what else is wrong: MemoryPressure, DiskPressure, those of the GPU operator. */
  troubles: z.array(z.object({ type: z.string(), reason: z.string(), message: z.string() })),
  cordoned: z.boolean(),
  /** GPUs that the device plugin has ever told, and those that can be given out now. */
  gpuCapacity: z.number(),
  gpuAllocatable: z.number(),
  /** By pods that are not over; null while they are not read. */
  gpuRequested: z.number().nullable(),
  /** Label of the GPU operator; null without it. */
  gpuModel: z.string().nullable(),
  kubelet: z.string(),
  address: z.string().nullable(),
  /** Of /etc/machine-id: by it a node is the host that is read over SSH. Null where it is not told. */
  machineId: z.string().nullable(),
});
export type ClusterNode = Readonly<z.infer<typeof clusterNode>>;

const amounts = z.record(z.string(), z.union([z.string(), z.number().transform(String)])).nullish();

const wire = z.object({
  metadata: objectMeta,
  spec: z.object({ unschedulable: z.boolean().nullish() }).prefault({}),
  status: z
    .object({
      capacity: amounts,
      allocatable: amounts,
      conditions,
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).nullish(),
      nodeInfo: z.object({ kubeletVersion: z.string().default(""), machineID: z.string().default("") }).prefault({}),
    })
    .prefault({}),
});

export function readNode(object: unknown): ClusterNode | null {
  const read = wire.safeParse(object);
  if (!read.success) return null;
  const { metadata, spec, status } = read.data;
  const ready = status.conditions.find(({ type }) => type === "Ready");
  return {
    id: metadata.uid,
    name: metadata.name,
    createdMs: timeMs(metadata.creationTimestamp),
    ready: ready?.status === "True" ? "ready" : ready?.status === "False" ? "notReady" : "unknown",
    troubles: status.conditions
      .filter(({ type, status: is }) => (type === "Ready" ? is !== "True" : is === "True"))
      .map(({ type, reason, message }) => ({ type, reason, message })),
    cordoned: spec.unschedulable ?? false,
    gpuCapacity: gpusIn(status.capacity),
    gpuAllocatable: gpusIn(status.allocatable),
    gpuRequested: null,
    gpuModel: metadata.labels["nvidia.com/gpu.product"] ?? null,
    kubelet: status.nodeInfo.kubeletVersion,
    address: status.addresses?.find(({ type }) => type === "InternalIP")?.address ?? null,
    machineId: status.nodeInfo.machineID.replaceAll("-", "").toLowerCase() || null,
  };
}
