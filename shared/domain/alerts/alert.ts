import { z } from "zod";
import { units } from "../format/units.ts";
import type { Labels } from "../metrics/model.ts";

export const alertSeverity = z.enum(["critical", "warning", "info", "none"]);
export type AlertSeverity = z.infer<typeof alertSeverity>;

const texts = z.record(z.string(), z.string());

const alertClaim = z.object({ name: z.string(), note: z.string(), atMs: z.number() });
export type AlertClaim = Readonly<z.infer<typeof alertClaim>>;

/** One alert, whoever tells of it. */
export const alert = z.object({
  /** The fingerprint of its labels: the same alert of two sources is one. */
  id: z.string(),
  name: z.string(),
  severity: alertSeverity,
  state: z.enum(["pending", "firing", "silenced", "inhibited"]),
  labels: texts,
  annotations: texts,
  /** Unix ms: since when its expression holds. */
  sinceMs: z.number(),
  /** Null where the source tells none. */
  value: z.number().nullable(),
  /** What the value is compared with; null where the expression has no such number. */
  limit: z.number().nullable(),
  /** It fires below the limit, not above. */
  limitIsFloor: z.boolean(),
  /** Null where the rule is not known here. */
  expr: z.string().nullable(),
  /** What its expression measures, without the limit; null where the rule is not known here. */
  measured: z.string().nullable(),
  /** Of the value and the limit. */
  unit: z.enum(units),
  /** The source that its expression is asked of; null where the rule is not known here. */
  askedAt: z.string().nullable(),
  /** How long its expression must hold before it fires; null where the rule is not known here. */
  forMs: z.number().nullable(),
  /** `local`, and servers by the workspace's names. */
  sources: z.array(z.string()).readonly(),
  /** Ids of the silences that hold it back, and fingerprints of the alerts that inhibit it. */
  silencedBy: z.array(z.string()).readonly(),
  inhibitedBy: z.array(z.string()).readonly(),
  claim: alertClaim.nullable(),
});
export type Alert = Readonly<z.infer<typeof alert>>;

/** By the label that rules give it, or that of Sloth's; words of other schools are read too. */
export function severityOf({ severity, sloth_severity }: Labels): AlertSeverity {
  const word = (severity ?? sloth_severity ?? "").toLowerCase();
  if (["critical", "page", "crit", "emergency", "fatal", "error", "high"].includes(word)) return "critical";
  if (["warning", "warn", "ticket", "major", "medium"].includes(word)) return "warning";
  return ["info", "information", "low", "minor", "notice"].includes(word) ? "info" : "none";
}
