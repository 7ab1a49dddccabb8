import type { EventDraft } from "../../../shared/domain/events/fleetEvent.ts";
import { eventDraft } from "../../../shared/domain/events/fleetEvent.ts";
import type { HostSpec } from "../simulation/fleet.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Something that made requests slow before the demo began. */
interface PastTrouble {
  readonly model: string;
  /** Before the demo began. */
  readonly agoMs: number;
  readonly lastsMs: number;
  /** Of the model's requests, that took far too long. */
  readonly slowShare: number;
  /** What the timeline tells of it. */
  readonly event: Pick<EventDraft, "kind" | "severity" | "title" | "text" | "origin">;
  /** Told of one of the model's hosts, not of the service. */
  readonly onHost?: boolean;
}

const pastTroubles: readonly PastTrouble[] = [
  {
    model: "chat-llm-70b",
    agoMs: 20 * dayMs + 5 * hourMs,
    lastsMs: 2.4 * hourMs,
    slowShare: 0.19,
    event: {
      kind: "kernel",
      severity: "critical",
      title: "XID 79",
      text: "GPU has fallen off the bus",
      origin: "kernel",
    },
    onHost: true,
  },
  {
    model: "chat-llm-70b",
    agoMs: 13 * dayMs + 3 * hourMs,
    lastsMs: 3 * hourMs,
    slowShare: 0.42,
    event: {
      kind: "deploy",
      severity: "info",
      title: "Deploy started",
      text: "chat-llm-70b v2.16.0 → v2.16.1",
      origin: "metrics",
    },
  },
  {
    model: "chat-llm-70b",
    agoMs: 5 * dayMs + 14 * hourMs,
    lastsMs: 26 * hourMs,
    slowShare: 0.032,
    event: {
      kind: "note",
      severity: "info",
      title: "Note",
      text: "Traffic surge, a partner's batch jobs",
      origin: "on-call",
    },
  },
  {
    model: "sonic-avatar",
    agoMs: 9 * dayMs,
    lastsMs: 1.5 * hourMs,
    slowShare: 0.06,
    event: {
      kind: "deploy",
      severity: "info",
      title: "Deploy started",
      text: "sonic-avatar 1.9 → 2.0",
      origin: "metrics",
    },
  },
];

/** Of a model's requests at a moment (milliseconds before the demo began), the share that took far too long. */
export function slowShareAt(model: string, agoMs: number): number {
  return pastTroubles
    .filter((trouble) => trouble.model === model && agoMs <= trouble.agoMs && agoMs > trouble.agoMs - trouble.lastsMs)
    .reduce((sum, { slowShare }) => sum + slowShare, 0);
}

/** What the timeline would hold had somebody watched. */
export function pastEvents(hosts: readonly HostSpec[], nowMs: number): readonly EventDraft[] {
  return pastTroubles.flatMap(({ model, agoMs, event, onHost = false }) => {
    const host = hosts.find(({ service }) => service.model === model);
    if (!host) return [];
    const about = onHost ? { host: host.name } : { service: model };
    const atMs = nowMs - agoMs - 4 * 60_000;
    return [eventDraft({ ...event, ...about, atMs, key: `past ${event.title} ${agoMs}` })];
  });
}
