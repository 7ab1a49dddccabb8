import type { FleetEvent } from "../../shared/domain/events/fleetEvent.ts";
import type { EntryBody, IncidentEntry, IncidentRun } from "../../shared/domain/incident/entry.ts";
import type { Incident } from "../../shared/domain/incident/incident.ts";

export const beganMs = Date.UTC(2026, 10, 19, 2, 3, 10);
const minuteMs = 60_000;

/** The open incident of one service on two hosts. */
export function buildIncident(over: Partial<Incident> = {}): Incident {
  return {
    id: 7,
    title: "p99 of chat is high",
    severity: "critical",
    status: "open",
    openedBy: "ada",
    openedMs: beganMs + 2 * minuteMs,
    services: ["chat"],
    hosts: ["gpu-a01", "gpu-a02"],
    alerts: [{ id: "f1", name: "LatencyP99High" }],
    startedMs: beganMs,
    detectedMs: beganMs + minuteMs,
    mitigatedMs: null,
    resolvedMs: null,
    closedMs: null,
    summary: "",
    whatWorked: "",
    actions: "",
    ...over,
  };
}

export function buildEvent(over: Partial<FleetEvent> = {}): FleetEvent {
  return {
    id: 1,
    atMs: beganMs + minuteMs,
    kind: "alert",
    severity: "critical",
    title: "LatencyP99High",
    text: "chat, p99 is 8.4 s",
    origin: "rules",
    host: null,
    gpuIndex: null,
    service: "chat",
    target: null,
    workload: null,
    alert: "f1",
    run: null,
    ...over,
  };
}

/** A run that was verified. */
export function buildIncidentRun(over: Partial<IncidentRun> = {}): IncidentRun {
  return {
    kind: "run",
    run: "00112233445566aa",
    runbook: "roll-back",
    title: "Roll a release back",
    by: "ada",
    startedAtMs: beganMs + 10 * minuteMs,
    endedAtMs: beganMs + 15 * minuteMs,
    outcome: "done",
    verdict: "passed",
    targets: ["gpu-a01", "gpu-a02"],
    condition: "p99 < 4",
    before: 8.42,
    after: 1.9,
    takenBack: false,
    ...over,
  };
}

export function buildEntry(body: EntryBody, over: Partial<IncidentEntry> = {}): IncidentEntry {
  return { id: 1, atMs: beganMs, by: null, leftOut: false, hasPicture: false, body, ...over };
}
