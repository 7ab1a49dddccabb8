import { z } from "zod";

/** An SLO as a person fills it in; what is wrong in it is found when the file is read. */
export const sloDraft = z.strictObject({
  service: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  description: z.string().max(500),
  objectivePercent: z.string().max(20),
  /** `28d`, `30d` or `month`. */
  window: z.string().max(10),
  /** The workspace's name of who is asked. */
  source: z.string().min(1).max(100),
  /** With `{{.window}}` for their range; without a total the error query answers the share of bad time. */
  queries: z.strictObject({ error: z.string().max(10_000), total: z.string().max(10_000).nullable() }),
  /** Of both alerts; empty for none. */
  alertName: z.string().max(200),
});
export type SloDraft = Readonly<z.infer<typeof sloDraft>>;
