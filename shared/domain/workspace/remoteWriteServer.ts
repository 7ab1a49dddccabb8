import { z } from "zod";
import { httpAuth, httpTls } from "./httpAccess.ts";

/** Where the samples that are read over SSH are forwarded: a Prometheus, Mimir, Thanos or VictoriaMetrics. */
export const remoteWriteServer = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w.-]+$/, "Use a name of letters, digits, dots, dashes and underscores"),
  /** Of its remote write endpoint. */
  url: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[^\s/?#@]+\/[^\s#]+$/, "Use the whole address, such as https://mimir.example/api/v1/push"),
  /** A host of this workspace through which it is reached. */
  via: z.string().min(1).optional(),
  auth: httpAuth.optional(),
  tls: httpTls.optional(),
  /** Such as X-Scope-OrgID. */
  headers: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/), z.string().max(1000)).optional(),
  /** Put on series that lack them. */
  labels: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).optional(),
});
export type RemoteWriteServer = Readonly<z.infer<typeof remoteWriteServer>>;
