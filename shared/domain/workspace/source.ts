import { z } from "zod";
import { serverAccess } from "./serverAccess.ts";

/** A Prometheus, Thanos, Mimir or VictoriaMetrics: whatever answers Prometheus' HTTP API. */
const prometheusSource = z.strictObject({ kind: z.literal("prometheus"), ...serverAccess });
export type PrometheusSource = Readonly<z.infer<typeof prometheusSource>>;

/** A Loki; tenants by the header X-Scope-OrgID. */
const lokiSource = z.strictObject({
  kind: z.literal("loki"),
  ...serverAccess,
  /** The streams that are read where a filter names none. */
  selector: z
    .string()
    .max(2000)
    .regex(/^\{[^{}]+\}$/, 'Use a selector of streams, such as {app=~".+"}')
    .default('{service_name=~".+"}'),
  /** Which label names the host. */
  hostLabel: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "Use a label's name")
    .default("host"),
});
export type LokiSource = Readonly<z.infer<typeof lokiSource>>;

/** An Elasticsearch or OpenSearch. */
const elasticsearchSource = z.strictObject({
  kind: z.literal("elasticsearch"),
  ...serverAccess,
  /** Indices, aliases and data streams; `*` stands for any signs, a comma separates several. */
  index: z
    .string()
    .max(1000)
    .regex(/^[a-z0-9_.*:<>,{}+-]+$/, "Use names of indices or data streams, such as filebeat-*,logs-*")
    .default("logs-*,filebeat-*,logstash-*"),
  timeField: z
    .string()
    .regex(/^[\w@.-]+$/, "Use a field's name")
    .default("@timestamp"),
});
export type ElasticsearchSource = Readonly<z.infer<typeof elasticsearchSource>>;

/** An Alertmanager, or one of a cluster of them: the alerts of all are merged. */
const alertmanagerSource = z.strictObject({ kind: z.literal("alertmanager"), ...serverAccess });
export type AlertmanagerSource = Readonly<z.infer<typeof alertmanagerSource>>;

/** A server that is asked, told apart by its kind. */
export const workspaceSource = z.discriminatedUnion(
  "kind",
  [prometheusSource, alertmanagerSource, lokiSource, elasticsearchSource],
  "Use kind: prometheus, alertmanager, loki or elasticsearch",
);
export type WorkspaceSource = Readonly<z.infer<typeof workspaceSource>>;

/** The sources of one kind. */
export function sourcesOf<K extends WorkspaceSource["kind"]>(
  sources: readonly WorkspaceSource[] | undefined,
  kind: K,
): readonly Extract<WorkspaceSource, { readonly kind: K }>[] {
  return (sources ?? []).filter(
    (source): source is Extract<WorkspaceSource, { readonly kind: K }> => source.kind === kind,
  );
}
