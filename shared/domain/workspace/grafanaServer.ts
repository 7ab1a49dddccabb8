import { z } from "zod";
import { serverAccess } from "./serverAccess.ts";

/** A Grafana whose dashboards can be imported. */
export const grafanaServer = z.strictObject(serverAccess);
export type GrafanaServer = Readonly<z.infer<typeof grafanaServer>>;
