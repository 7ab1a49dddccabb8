import { z } from "zod";
import { type Incident, incident } from "./incident.ts";

const { title, severity, status, services, hosts, startedMs, detectedMs, mitigatedMs, resolvedMs } = incident.shape;
const { summary, whatWorked, actions } = incident.shape;

/** What a person changes of an incident. */
export const incidentChange = z
  .strictObject({
    ...{ title, severity, status, services, hosts, startedMs, detectedMs, mitigatedMs, resolvedMs },
    ...{ summary, whatWorked, actions },
  })
  .partial();
export type IncidentChange = Readonly<z.infer<typeof incidentChange>>;

/** What something said before it was changed. */
export const incidentEdit = z.object({
  atMs: z.number(),
  by: z.string(),
  /** A field's name, or `note`. */
  what: z.string(),
  /** Of the timeline; null for a field of the incident itself. */
  entry: z.number().int().nullable(),
  before: z.string(),
  after: z.string(),
});
export type IncidentEdit = Readonly<z.infer<typeof incidentEdit>>;

type FieldEdit = Pick<IncidentEdit, "what" | "before" | "after">;

/** Times follow from the status where they are not told themselves: who resolves an incident has mitigated it too. */
function timesOf(before: Incident, change: IncidentChange, nowMs: number): Partial<Incident> {
  const { mitigatedMs, resolvedMs } = before;
  switch (change.status) {
    case undefined:
      return {};
    case "open":
      return { mitigatedMs: null, resolvedMs: null, closedMs: null };
    case "mitigated":
      return { mitigatedMs: mitigatedMs ?? nowMs, resolvedMs: null, closedMs: null };
    case "resolved":
      return { mitigatedMs: mitigatedMs ?? nowMs, resolvedMs: resolvedMs ?? nowMs, closedMs: null };
    case "closed":
      return { mitigatedMs: mitigatedMs ?? nowMs, resolvedMs: resolvedMs ?? nowMs, closedMs: nowMs };
  }
}

/** The incident as it is after a change, and what every field that is another said before. */
export function changeIncident(
  before: Incident,
  change: IncidentChange,
  nowMs: number,
): { readonly after: Incident; readonly edits: readonly FieldEdit[] } {
  const told: Partial<Incident> = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after: Incident = { ...before, ...timesOf(before, change, nowMs), ...told };
  const fields = Object.keys(incident.shape) as readonly (keyof Incident)[];
  const edits = fields.flatMap((what) => {
    const [old, fresh] = [fieldText(before[what]), fieldText(after[what])];
    return old === fresh ? [] : [{ what, before: old, after: fresh }];
  });
  return { after, edits };
}

/** What is wrong with the times of an incident, in words for who set them; null when they follow each other. */
export function timesProblem({ startedMs, detectedMs, mitigatedMs, resolvedMs, ...rest }: Incident): string | null {
  const { status } = rest;
  if (detectedMs < startedMs) return "It was detected before it began: set the beginning earlier";
  if (mitigatedMs !== null && mitigatedMs < startedMs) return "It was mitigated before it began: set one of the two";
  if (resolvedMs !== null && resolvedMs < (mitigatedMs ?? startedMs))
    return "It was resolved before it was mitigated: set one of the two";
  if (status === "open" && mitigatedMs !== null) return "It is open and has a time of mitigation: set the status";
  if ((status === "resolved" || status === "closed") && resolvedMs === null)
    return `It is ${status} and has no time of that: set it`;
  return null;
}

function fieldText(value: Incident[keyof Incident]): string {
  if (value === null) return "";
  if (typeof value === "number") return String(Math.round(value));
  return typeof value === "string" ? value : value.map((one) => (typeof one === "string" ? one : one.name)).join(", ");
}
