import { z } from "zod";
import { httpAuth, httpTls } from "./httpAccess.ts";

/** A Grafana whose dashboards can be imported. */
export const grafanaServer = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^\s/\\]+$/, "Use a name without spaces or slashes"),
  /** With the path under which it is served, if any. */
  url: z
    .string()
    .max(2000)
    .regex(
      /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
      "Use an address such as https://grafana.example or http://10.0.0.5:3000/grafana",
    ),
  /** A host of this workspace through which it is reached. */
  via: z.string().min(1).optional(),
  auth: httpAuth.optional(),
  tls: httpTls.optional(),
});
export type GrafanaServer = Readonly<z.infer<typeof grafanaServer>>;
