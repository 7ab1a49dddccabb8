import { z } from "zod";

/** A secret by its name: its value rests in the keychain or the console's encrypted file, never in a workspace. */
export const secretName = z
  .string()
  .regex(
    /^secret:[A-Za-z0-9_.-]{1,100}$/,
    "Name a secret, such as secret:vllm-token; its value does not belong in a file",
  );

/** How the console proves who it is to an HTTP server. */
export const httpAuth = z.union(
  [
    z.strictObject({ basic: z.strictObject({ user: z.string().min(1).max(200), password: secretName }) }),
    z.strictObject({ bearer: secretName }),
    /** Of Elasticsearch, as it is given out: id and key in base64. */
    z.strictObject({ apiKey: secretName }),
  ],
  "Use basic: {user, password: secret:NAME}, bearer: secret:NAME or apiKey: secret:NAME",
);
export type HttpAuth = Readonly<z.infer<typeof httpAuth>>;

/** The one secret that a sign-in takes. */
export function secretNamed(auth: HttpAuth): string {
  if ("bearer" in auth) return auth.bearer;
  return "apiKey" in auth ? auth.apiKey : auth.basic.password;
}

/** Whom to trust at the other end of TLS, beyond the system's authorities. */
export const httpTls = z.strictObject({
  /** PEM files, relative to the workspace. */
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  /** The name that the certificate is for, where it is not the address. */
  serverName: z.string().min(1).max(253).optional(),
  /** SHA-256 of the one certificate to accept, as `openssl x509 -fingerprint -sha256` prints it; authorities then do not matter. */
  fingerprint: z
    .string()
    .regex(
      /^(?:sha256:)?[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i,
      "Use the certificate's SHA-256 fingerprint in hexadecimal",
    )
    .optional(),
});
export type HttpTls = Readonly<z.infer<typeof httpTls>>;
