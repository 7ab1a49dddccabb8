import type { FleetEvent } from "../state/eventsStore.ts";
import type { ChartEvidence } from "./overlays.ts";

const tones = { critical: "critical", warning: "warning", info: "neutral" } as const;

/** Events as charts draw them. */
export function eventMarks(events: readonly FleetEvent[]): ChartEvidence["events"] {
  return events.map(({ atMs, severity, title, text }) => ({ atMs, tone: tones[severity], text: `${title}: ${text}` }));
}
