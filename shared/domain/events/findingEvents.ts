import type { Finding } from "../anomaly/finding.ts";
import { signalText } from "../anomaly/findingWords.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

/** The beginning of a finding; what joins it later is on the pages of its host or service. */
export function findingEvent({ id, subject, sinceMs, signals }: Finding): EventDraft {
  return eventDraft({
    key: `finding ${id}`,
    atMs: sinceMs,
    kind: "finding",
    severity: "info",
    title: `Unusual: ${signals.map(({ title }) => title).join(", ")}`,
    text: `${subject.name}: ${signals.map(signalText).join("; ")}`,
    origin: "anomalies",
    host: subject.kind === "host" ? subject.name : null,
    service: subject.kind === "service" ? subject.name : null,
  });
}
