import type { Alert } from "../../shared/domain/alerts/alert.ts";
import type { Silence } from "../../shared/domain/alerts/silence.ts";

/** An alert of this console that fires. */
export function buildAlert(over: Partial<Alert> = {}): Alert {
  return {
    id: "1",
    name: "Hot",
    severity: "critical",
    state: "firing",
    labels: { alertname: "Hot" },
    annotations: { summary: "here" },
    sinceMs: 1000,
    value: 90,
    limit: 85,
    limitIsFloor: false,
    expr: "temp > 85",
    measured: "temp",
    unit: "none",
    askedAt: "local",
    forMs: null,
    sources: ["local"],
    silencedBy: [],
    inhibitedBy: [],
    claim: null,
    ...over,
  };
}

/** An active silence for it. */
export function buildSilence(over: Partial<Silence> = {}): Silence {
  return {
    id: "s1",
    servers: ["am-1"],
    matchers: [{ name: "alertname", operator: "=", value: "Hot" }],
    startsAtMs: 0,
    endsAtMs: 10,
    updatedAtMs: 0,
    createdBy: "ana",
    comment: "",
    state: "active",
    ...over,
  };
}
