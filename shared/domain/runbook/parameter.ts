import { z } from "zod";

export const parameterName = z.string().regex(/^[a-z][a-z0-9_]{0,40}$/, "Use a name such as max_num_seqs");

const described = {
  title: z.string().max(100).optional(),
  /** PromQL whose first value is the default; asked when the review opens. */
  default_query: z.string().min(1).max(2000).optional(),
};
const pattern = z.string().min(1).max(500);

/** What a run is told: typed, so that a value is known to be one before it stands in a command. */
export const parameter = z.discriminatedUnion(
  "type",
  [
    z.strictObject({ ...described, type: z.literal("string"), pattern, default: z.string().optional() }),
    z.strictObject({
      ...described,
      type: z.literal("integer"),
      min: z.number().int(),
      max: z.number().int(),
      default: z.number().int().optional(),
    }),
    z.strictObject({
      ...described,
      type: z.literal("enum"),
      values: z.array(z.string().min(1)).min(1).max(100),
      default: z.string().optional(),
    }),
    z.strictObject({ ...described, type: z.literal("host"), default: z.string().optional() }),
    z.strictObject({ ...described, type: z.literal("duration"), default: z.string().optional() }),
    /** The name of a secret; its value is read when it is used, and is never shown, stored or written. */
    z.strictObject({ ...described, type: z.literal("secret"), default: z.string().optional() }),
  ],
  "Use type: string, integer, enum, host, duration or secret",
);
export type Parameter = Readonly<z.infer<typeof parameter>>;
