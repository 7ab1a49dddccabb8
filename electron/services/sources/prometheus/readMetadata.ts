import { z } from "zod";
import { metricTypes } from "../../../../shared/domain/metrics/exposition/model.ts";
import type { MetricDescription } from "../../../../shared/domain/metrics/ownMetrics.ts";
import { notUnderstood } from "./readResult.ts";
import type { PrometheusReply } from "./types.ts";

const entry = z.object({ type: z.string().default(""), help: z.string().default(""), unit: z.string().default("") });
const metadata = z.record(z.string(), z.array(entry));

const types = new Map<string, MetricDescription["type"]>(metricTypes.map((type) => [type, type]));

/** What targets say of each metric; where they disagree, the first. */
export function readMetadata(name: string, { data }: PrometheusReply): ReadonlyMap<string, MetricDescription> {
  const found = metadata.safeParse(data ?? {});
  if (!found.success) throw notUnderstood(name);
  return new Map(
    Object.entries(found.data).flatMap(([metric, [first]]) =>
      first ? [[metric, { ...first, type: types.get(first.type) ?? "untyped" }] as const] : [],
    ),
  );
}
