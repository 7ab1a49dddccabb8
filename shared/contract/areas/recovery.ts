import { z } from "zod";
import { recoveryPolicy } from "../../domain/workspace/recovery.ts";
import { method, stream } from "../define.ts";

const recoveryStatus = recoveryPolicy.extend({
  params: z.record(z.string(), z.string()),
  runsLastHour: z.number().int(),
  /** The breaker is open: nothing runs until it is closed. */
  isBroken: z.boolean(),
  /** Why it may not run now; null when it may. */
  obstacle: z.string().nullable(),
});
export type RecoveryStatus = Readonly<z.infer<typeof recoveryStatus>>;

/** How one firing of an alert was answered. */
const recoveryCase = z.object({
  id: z.string(),
  alert: z.string(),
  /** Null where the alert names none. */
  host: z.string().nullable(),
  runbook: z.string(),
  parameters: z.record(z.string(), z.string()),
  atMs: z.number(),
  /** `proposed` waits for a person; `held` was not run, and `text` says why. */
  state: z.enum(["proposed", "checking", "started", "held"]),
  text: z.string(),
  run: z.string().nullable(),
});
export type RecoveryCase = Readonly<z.infer<typeof recoveryCase>>;

export const recoveryArea = {
  "recovery.watch": stream({
    params: z.strictObject({}),
    item: z.object({ policies: z.array(recoveryStatus), cases: z.array(recoveryCase) }),
  }),
  "recovery.closeBreaker": method({
    params: z.strictObject({ on: z.string().max(200) }),
    result: z.object({}),
    errors: ["NOT_FOUND", "STORE_FAILED"],
  }),
};
