import { type Alert, severityOf } from "../../../../shared/domain/alerts/alert.ts";
import type { Silence } from "../../../../shared/domain/alerts/silence.ts";
import { matcherFromWire, type WireAlert, type WireSilence } from "./wire.ts";

/** Suppressed is said of both: which of the two tells the list that is not empty. */
export function alertFromWire(
  { fingerprint, labels, annotations, startsAt, status }: WireAlert,
  server: string,
): Alert {
  const state = status.state !== "suppressed" ? "firing" : status.silencedBy.length > 0 ? "silenced" : "inhibited";
  return {
    id: fingerprint,
    name: labels.alertname ?? "",
    severity: severityOf(labels),
    state,
    labels,
    annotations,
    sinceMs: startsAt,
    value: null,
    limit: null,
    limitIsFloor: false,
    expr: null,
    measured: null,
    unit: "none",
    askedAt: null,
    forMs: null,
    sources: [server],
    silencedBy: status.silencedBy,
    inhibitedBy: status.inhibitedBy,
    claim: null,
  };
}

export function silenceFromWire(wire: WireSilence, server: string): Silence {
  return {
    id: wire.id,
    servers: [server],
    matchers: wire.matchers.map(matcherFromWire),
    startsAtMs: wire.startsAt,
    endsAtMs: wire.endsAt,
    updatedAtMs: wire.updatedAt,
    createdBy: wire.createdBy,
    comment: wire.comment,
    state: wire.status.state,
  };
}
