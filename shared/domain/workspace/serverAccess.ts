import { z } from "zod";
import { httpAuth, httpTls } from "./httpAccess.ts";

/** What the workspace says of any HTTP server: how to call it, where it is and how to get in. */
export const serverAccess = {
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\w.-]+$/, "Use a name of letters, digits, dots, dashes and underscores"),
  /** With the path under which it is served, if any. */
  url: z
    .string()
    .max(2000)
    .regex(
      /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/,
      "Use an address such as https://prometheus.example or http://10.0.0.5:9090/prometheus, without user or query",
    ),
  /** A host of this workspace through which it is reached. */
  via: z.string().min(1).optional(),
  auth: httpAuth.optional(),
  tls: httpTls.optional(),
  /** Such as X-Scope-OrgID; what is secret belongs into `auth`. */
  headers: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, "Use a header's name, such as X-Scope-OrgID")
        .refine((name) => name.toLowerCase() !== "authorization", "Use auth, so that the secret stays out of the file"),
      z
        .string()
        .max(1000)
        .regex(/^[\t\x20-\x7e]*$/, "Use printable ASCII on one line"),
    )
    .optional(),
};

const serverAccessObject = z.strictObject(serverAccess);
export type ServerAccess = Readonly<z.infer<typeof serverAccessObject>>;
