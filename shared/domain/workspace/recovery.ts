import { z } from "zod";

/** What the console does by itself when an alert fires. Without any it does nothing. */
export const recoveryPolicy = z.strictObject({
  /** The alert's name. */
  on: z.string().min(1).max(200),
  runbook: z.string().min(1).max(200),
  /** Only on hosts of these. */
  environments: z.array(z.string().min(1)).min(1),
  /** `approval`: a person is shown the review and confirms it. `by-itself`: it runs when every check holds. */
  runs: z.enum(["approval", "by-itself"]).default("approval"),
  maxPerHour: z.number().int().min(1).max(20).default(2),
  params: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
});
export type RecoveryPolicy = Readonly<z.infer<typeof recoveryPolicy>>;
