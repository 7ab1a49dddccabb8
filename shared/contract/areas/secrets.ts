import { z } from "zod";
import { method, stream } from "../define.ts";

const name = z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/);

export const secretValue = z
  .string()
  .min(1)
  .max(16_384)
  .regex(/^\P{Cc}*$/u, "A line break or control character is in it");

/** Values go one way: into the keychain or the console's file, never back. */
export const secretsArea = {
  /** The secrets that the workspace names, by name. */
  "secrets.watch": stream({
    params: z.strictObject({}),
    item: z.object({
      /** False when they are forgotten as the console ends. */
      kept: z.boolean(),
      secrets: z.array(
        z.object({
          name,
          /** Which entries of the workspace name it: `sources eu-prometheus`. */
          usedBy: z.array(z.string()),
          isSet: z.boolean(),
          /** Why its value cannot be read, when there is one. */
          problem: z.string().nullable(),
        }),
      ),
    }),
  }),
  /** NOT_FOUND for a name that the workspace does not use. */
  "secrets.set": method({
    params: z.strictObject({ name, value: secretValue }),
    result: z.object({}),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
  "secrets.delete": method({ params: z.strictObject({ name }), result: z.object({}), errors: ["STORE_FAILED"] }),
};
