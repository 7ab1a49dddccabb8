import { z } from "zod";
import type { Alert } from "../alerts/alert.ts";
import { hostsSourceName } from "../alerts/alertSources.ts";
import { placeOf, summaryOf, targetOf } from "../alerts/alertWords.ts";
import { formatDuration } from "../format/duration.ts";
import { localSourceName } from "../workspace/localSource.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

/** What has to be remembered of an alert that fires to tell of its end. Times are Unix ms. */
export const knownAlert = z.object({
  name: z.string(),
  target: z.string(),
  origin: z.string(),
  host: z.string().nullable(),
  service: z.string().nullable(),
  sinceMs: z.number(),
  firedMs: z.number(),
  /** When it was first seen to fire; 0 where an older console wrote it. */
  seenMs: z.number().default(0),
  claimedAtMs: z.number().nullable(),
});
export type KnownAlert = Readonly<z.infer<typeof knownAlert>>;

export interface AlertEvents {
  readonly events: readonly EventDraft[];
  /** By id; null for those to forget. */
  readonly known: ReadonlyMap<string, KnownAlert | null>;
}

/** What hosts show and what this list tells in words of its own: that they went, their Xids, their units and containers. */
const toldOtherwise: ReadonlySet<string> = new Set(["HostUnreachable", "HostStopped", "GpuXid", "ServiceFailed"]);

/** More of one name at once are told as one event: nobody reads a thousand. */
const mostAtOnce = 20;

/** What began to fire, what ended, and who took it, since the alerts were last seen. An alert that is held back fires too. */
export function alertEvents(options: {
  readonly changed: readonly Alert[];
  /** Ids. */
  readonly gone: readonly string[];
  readonly known: (id: string) => KnownAlert | null;
  readonly isHost: (name: string) => boolean;
  readonly nowMs: number;
}): AlertEvents {
  const { changed, gone, known, isHost, nowMs } = options;
  const next = new Map<string, KnownAlert | null>();
  const fired: EventDraft[] = [];
  const ended: EventDraft[] = [];
  const claimed: EventDraft[] = [];
  for (const alert of changed) {
    const isShown = alert.sources.every((name) => name === hostsSourceName);
    if (alert.state === "pending" || (isShown && toldOtherwise.has(alert.name))) continue;
    const before = known(alert.id);
    const isNew = before === null || (!isShown && beganAnew(before, alert));
    const now: KnownAlert = {
      ...seenOf(alert, isHost),
      seenMs: !isNew && before ? before.seenMs : nowMs,
      // An Alertmanager says when it began; a rule of this console has just come to the end of its `for`.
      firedMs: !isNew && before ? before.firedMs : alert.sources.includes(localSourceName) ? nowMs : alert.sinceMs,
    };
    if (isNew) {
      if (before) ended.push(resolved(alert.id, before, nowMs));
      fired.push(firing(alert, now));
    }
    if (alert.claim && now.claimedAtMs !== before?.claimedAtMs) claimed.push(claim(alert, now, alert.claim));
    if (isNew || now.claimedAtMs !== before?.claimedAtMs) next.set(alert.id, now);
  }
  for (const id of gone) {
    const before = known(id);
    if (!before) continue;
    ended.push(resolved(id, before, nowMs));
    next.set(id, null);
  }
  return { events: [...folded(fired, "fire"), ...folded(ended, "ended"), ...claimed], known: next };
}

/**
 * It ended in between and nobody saw it. Another beginning alone is no other alert: servers date the same one from the first
 * time that it held, or from when it was sent, and the earliest counts. What a host shows is dated anew when the console starts.
 */
function beganAnew(before: KnownAlert, { sinceMs }: Alert): boolean {
  return sinceMs !== before.sinceMs && sinceMs > before.seenMs;
}

function seenOf(alert: Alert, isHost: (name: string) => boolean): Omit<KnownAlert, "firedMs" | "seenMs"> {
  const { name, labels, sinceMs, sources, claim } = alert;
  const instance = labels.instance ?? labels.host ?? "";
  return {
    name,
    target: targetOf(alert),
    origin: sources[0] === localSourceName ? "rules" : (sources[0] ?? "rules"),
    host: isHost(instance) ? instance : null,
    service: labels.service ?? null,
    sinceMs,
    claimedAtMs: claim?.atMs ?? null,
  };
}

function firing(alert: Alert, { firedMs, origin, host, service, target }: KnownAlert): EventDraft {
  return eventDraft({
    key: `alert ${alert.id} ${alert.sinceMs}`,
    atMs: firedMs,
    kind: "alert",
    severity: alert.severity === "none" ? "info" : alert.severity,
    title: alert.name,
    text: joined(target, summaryOf(alert)),
    origin,
    host,
    gpuIndex: host === null ? null : gpuIndexOf(alert.labels.gpu),
    service,
    target: placeOf(alert),
    alert: alert.id,
  });
}

function resolved(id: string, { name, target, origin, host, service, firedMs, sinceMs }: KnownAlert, nowMs: number) {
  return eventDraft({
    key: `alert ${id} ${sinceMs} ended`,
    atMs: nowMs,
    kind: "alert",
    severity: "info",
    title: `${name} resolved`,
    text: joined(target, `after ${formatDuration((nowMs - firedMs) / 1000)}`),
    origin,
    host,
    service,
    target,
    alert: id,
  });
}

function claim(alert: Alert, { host, service, target }: KnownAlert, { name, note, atMs }: NonNullable<Alert["claim"]>) {
  return eventDraft({
    key: `claim ${alert.id} ${name}`,
    atMs,
    kind: "alert",
    severity: "info",
    title: `${alert.name} claimed`,
    text: joined(target, note),
    origin: name,
    host,
    service,
    target,
    alert: alert.id,
  });
}

function folded(drafts: readonly EventDraft[], word: string): readonly EventDraft[] {
  return [...new Set(drafts.map(({ title }) => title))].flatMap((title) => {
    const same = drafts.filter((one) => one.title === title);
    const [first] = same;
    if (!first || same.length <= mostAtOnce) return same;
    return eventDraft({
      ...first,
      key: `${first.key} of ${same.length}`,
      atMs: Math.max(...same.map(({ atMs }) => atMs)),
      text: `${same.length} alerts ${word}, the first ${first.text}`,
      host: null,
      gpuIndex: null,
      service: null,
      target: null,
    });
  });
}

function gpuIndexOf(label: string | undefined): number | null {
  return label !== undefined && /^\d{1,3}$/.test(label) ? Number(label) : null;
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}
