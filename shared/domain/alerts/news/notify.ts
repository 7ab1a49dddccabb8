import { z } from "zod";
import type { Alert } from "../alert.ts";

/** What a person wants to be told of while they look elsewhere: nothing, critical alerts, or warnings too. */
export const notify = z.enum(["off", "critical", "warning"]);
export type Notify = z.infer<typeof notify>;

export function isWanted({ severity }: Pick<Alert, "severity">, wish: Notify): boolean {
  return wish !== "off" && (severity === "critical" || severity === wish);
}
