import { z } from "zod";
import { serverAccess } from "./serverAccess.ts";

/** Where the samples that are read over SSH are forwarded: a Prometheus, Mimir, Thanos or VictoriaMetrics. */
export const remoteWriteServer = z.strictObject({
  ...serverAccess,
  /** Of its remote write endpoint. */
  url: z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[^\s/?#@]+\/[^\s#]+$/, "Use the whole address, such as https://mimir.example/api/v1/push"),
  /** Put on series that lack them. */
  labels: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).optional(),
});
export type RemoteWriteServer = Readonly<z.infer<typeof remoteWriteServer>>;
