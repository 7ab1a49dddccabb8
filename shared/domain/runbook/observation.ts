import { z } from "zod";

/** What a condition was at a moment; a value that is not there is neither true nor false. */
export const observation = z.object({
  outcome: z.enum(["true", "false", "missing"]),
  /** The first value that breaks it, else the first of all; null when missing. */
  value: z.number().nullable(),
});
export type Observation = Readonly<z.infer<typeof observation>>;
