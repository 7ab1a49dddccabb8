import { z } from "zod";
import { formatDuration } from "../format/duration.ts";
import type { Finding, HostSummary } from "../host/state.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

/** What has to be remembered of a host to tell what changed. Unix ms. */
export const knownHost = z.object({
  /** Since when it cannot be read; null while it can. */
  downSinceMs: z.number().nullable(),
  bootTimeMs: z.number().nullable(),
});
export type KnownHost = Readonly<z.infer<typeof knownHost>>;

/** Boot times are read to the second, and clocks are set. */
const sameBootMs = 60_000;

/**
 * A host that went away, came back, or started anew. A console that begins to look at hosts that are well tells nothing;
 * null while nothing is known of the host yet.
 */
export function hostEvents(
  before: KnownHost | null,
  {
    name,
    findings,
    connection,
    lastSampleAtMs,
  }: Pick<HostSummary, "name" | "connection" | "lastSampleAtMs"> & { readonly findings: readonly Finding[] },
  bootTimeMs: number | null,
  nowMs: number,
): { readonly events: readonly EventDraft[]; readonly known: KnownHost } | null {
  const lost = findings.find(({ kind }) => kind === "hostUnreachable" || kind === "hostStopped");
  const isRead = connection.kind === "connected" && lastSampleAtMs !== null;
  if (!lost && !isRead) return null;
  const downSinceMs = lost ? (before?.downSinceMs ?? lost.sinceMs) : null;
  const known: KnownHost = { downSinceMs, bootTimeMs: bootTimeMs ?? before?.bootTimeMs ?? null };
  const about = { kind: "host", origin: "ssh", host: name } as const;
  const events: EventDraft[] = [];
  if (lost && (before?.downSinceMs ?? null) === null) {
    events.push(
      eventDraft({
        ...about,
        key: `host ${name} down`,
        atMs: lost.sinceMs,
        severity: lost.severity,
        title: lost.title,
        text: lost.detail.startsWith(name) ? lost.detail : `${name}: ${lost.detail}`,
      }),
    );
  }
  if (!lost && before && before.downSinceMs !== null) {
    const away = formatDuration((nowMs - before.downSinceMs) / 1000);
    events.push(
      eventDraft({
        ...about,
        key: `host ${name} up`,
        atMs: nowMs,
        severity: "info",
        title: "Host is back",
        text: `${name} after ${away}`,
      }),
    );
  }
  const bootedMs = before?.bootTimeMs ?? null;
  if (bootTimeMs !== null && bootedMs !== null && bootTimeMs > bootedMs + sameBootMs) {
    events.push(
      eventDraft({
        ...about,
        key: `host ${name} boot`,
        sameWithinMs: sameBootMs,
        atMs: bootTimeMs,
        severity: "warning",
        title: "Host restarted",
        text: name,
      }),
    );
  }
  return { events, known };
}
