import { z } from "zod";

export const incidentSeverities = ["critical", "warning", "info"] as const;
const incidentSeverity = z.enum(incidentSeverities);
export type IncidentSeverity = z.infer<typeof incidentSeverity>;

/** `mitigated`: users do not feel it any more. `resolved`: its cause is gone. `closed`: nothing is added to it by itself. */
export const incidentStatuses = ["open", "mitigated", "resolved", "closed"] as const;
const incidentStatus = z.enum(incidentStatuses);
export type IncidentStatus = z.infer<typeof incidentStatus>;

const title = z.string().trim().min(1).max(200);
const names = z.array(z.string().min(1).max(253)).max(500).readonly();
const written = z.string().max(20_000);

/** Something that went wrong, while it does and afterwards. Times are Unix ms. */
export const incident = z.object({
  /** 1, 2, 3, ...; see `incidentName`. */
  id: z.number().int(),
  title,
  severity: incidentSeverity,
  status: incidentStatus,
  openedBy: z.string(),
  openedMs: z.number(),
  /** What it is about: what happens to these is written into its timeline. */
  services: names,
  hosts: names,
  /** Those that it was opened from. */
  alerts: z.array(z.object({ id: z.string(), name: z.string() }).readonly()).readonly(),
  /** Since when something was wrong, and when that was noticed. */
  startedMs: z.number(),
  detectedMs: z.number(),
  mitigatedMs: z.number().nullable(),
  resolvedMs: z.number().nullable(),
  closedMs: z.number().nullable(),
  /** What people write for the post-mortem; Markdown. Of `actions` each line is one. */
  summary: written,
  whatWorked: written,
  actions: written,
});
export type Incident = Readonly<z.infer<typeof incident>>;

/** What is told when an incident is opened. */
export const incidentDraft = z.strictObject({
  title,
  severity: incidentSeverity,
  services: names,
  hosts: names,
  /** The alert that it is opened from: its service, host and times come along. */
  alert: z.string().min(1).max(200).nullable(),
});
export type IncidentDraft = Readonly<z.infer<typeof incidentDraft>>;

/** `INC-12`. */
export function incidentName({ id }: Pick<Incident, "id">): string {
  return `INC-${id}`;
}
