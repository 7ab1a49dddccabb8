import type { IncidentStatus } from "../../../shared/domain/incident/incident.ts";
import type { Status } from "../../ui/StatusIcon.tsx";
import type { Tone } from "../../ui/tone.ts";

export const statusLooks: Readonly<
  Record<IncidentStatus, { readonly tone: Tone; readonly status: Status; readonly word: string }>
> = {
  open: { tone: "warning", status: "warning", word: "Open" },
  mitigated: { tone: "info", status: "info", word: "Mitigated" },
  resolved: { tone: "ok", status: "ok", word: "Resolved" },
  closed: { tone: "neutral", status: "ok", word: "Closed" },
};

/** What a field of an incident is called. */
export const fieldWords: Readonly<Record<string, string>> = {
  title: "title",
  severity: "severity",
  status: "status",
  services: "services",
  hosts: "hosts",
  startedMs: "beginning",
  detectedMs: "time of detection",
  mitigatedMs: "time of mitigation",
  resolvedMs: "time of resolution",
  closedMs: "time of closing",
  summary: "summary",
  whatWorked: "what worked",
  actions: "actions",
  note: "note",
};

/** `2026-11-19 02:03:10` in UTC; empty for none. */
export function timeText(atMs: number | null): string {
  return atMs === null ? "" : new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

/** Unix ms; null for an empty text, undefined for what is no time. */
export function parseTime(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?$/.test(trimmed)) return undefined;
  const atMs = Date.parse(`${trimmed.replace(" ", "T")}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}
