import { z } from "zod";
import { serverAccess } from "./serverAccess.ts";

/** A Prometheus, Thanos, Mimir or VictoriaMetrics: whatever answers Prometheus' HTTP API. */
const prometheusSource = z.strictObject({ kind: z.literal("prometheus"), ...serverAccess });
export type PrometheusSource = Readonly<z.infer<typeof prometheusSource>>;

/** A server that is asked, told apart by its kind. */
export const workspaceSource = z.discriminatedUnion("kind", [prometheusSource], "Use kind: prometheus");
export type WorkspaceSource = Readonly<z.infer<typeof workspaceSource>>;

/** The samples that this console reads over SSH; no server can have this name. */
export const localSourceName = "local";
