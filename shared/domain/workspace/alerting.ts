import { z } from "zod";
import { localSourceName } from "./localSource.ts";

/** How the rules of `rules/*.yaml` are evaluated. */
export const workspaceAlerting = z.strictObject({
  /** Whom the rules are asked of: `local`, or a source of this workspace. */
  source: z.string().min(1).default(localSourceName),
  /** Rule files that are asked of another one, by their names. */
  sources: z.record(z.string(), z.string().min(1)).default({}),
  /** Of groups that name none. */
  interval: z
    .string()
    .regex(/^\d+(s|m)$/, "Use seconds or minutes, such as 15s or 1m")
    .default("15s"),
  /** False leaves out the rules that come with the console. */
  defaultRules: z.boolean().default(true),
  /** Known to templates as `$externalLabels`. */
  externalLabels: z.record(z.string(), z.string()).default({}),
});
export type WorkspaceAlerting = Readonly<z.infer<typeof workspaceAlerting>>;

export const defaultAlerting: WorkspaceAlerting = workspaceAlerting.parse({});
