import { z } from "zod";
import { objectMeta, timeMs } from "./wire.ts";

/** What Kubernetes told of an object; kept by the cluster for an hour or so, so that none proves nothing. */
export const clusterEvent = z.object({
  id: z.string(),
  isWarning: z.boolean(),
  reason: z.string(),
  message: z.string(),
  object: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
  count: z.number(),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
  from: z.string(),
});
export type ClusterEvent = Readonly<z.infer<typeof clusterEvent>>;

const wire = z.object({
  metadata: objectMeta,
  type: z.string().default("Normal"),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  involvedObject: z.object({
    kind: z.string().default(""),
    namespace: z.string().default(""),
    name: z.string().default(""),
  }),
  count: z.number().nullish(),
  firstTimestamp: z.string().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.object({ count: z.number(), lastObservedTime: z.string().nullish() }).nullish(),
  source: z.object({ component: z.string().default("") }).nullish(),
  reportingComponent: z.string().nullish(),
});

/** Both shapes that stand in one list: counted with first and last time, or with `eventTime` and a series. */
export function readClusterEvent(object: unknown): ClusterEvent | null {
  const read = wire.safeParse(object);
  if (!read.success) return null;
  const { metadata, series, ...event } = read.data;
  const onceMs = timeMs(event.eventTime) ?? timeMs(metadata.creationTimestamp);
  return {
    id: metadata.uid,
    isWarning: event.type === "Warning",
    reason: event.reason ?? "",
    message: event.message ?? "",
    object: event.involvedObject,
    count: series?.count ?? event.count ?? 1,
    firstMs: timeMs(event.firstTimestamp) ?? onceMs,
    lastMs: timeMs(series?.lastObservedTime) ?? timeMs(event.lastTimestamp) ?? onceMs,
    from: event.source?.component || (event.reportingComponent ?? ""),
  };
}
