import { type EventDraft, eventDraft } from "./fleetEvent.ts";
import { rolloutMs } from "./workloadEvents.ts";

/**
 * Versions that a service's metrics begin or cease to tell. Nothing is told of a service of which nothing was known
 * (`before` is null), nor while `isSettled` is false: the console has just started, and not every target was asked yet.
 */
export function versionEvents(options: {
  readonly service: string;
  readonly before: readonly string[] | null;
  readonly versions: readonly string[];
  readonly isSettled: boolean;
  readonly nowMs: number;
}): { readonly events: readonly EventDraft[]; readonly known: readonly string[] } {
  const { service, before, versions, isSettled, nowMs } = options;
  if (before === null) return { events: [], known: versions };
  if (!isSettled) return { events: [], known: [...new Set([...before, ...versions])] };
  const about = {
    kind: "deploy",
    severity: "info",
    origin: "metrics",
    service,
    atMs: nowMs,
    sameWithinMs: rolloutMs,
  } as const;
  const begun = versions.filter((version) => !before.includes(version));
  const ended = before.filter((version) => !versions.includes(version));
  return {
    events: [
      ...begun.map((version) =>
        eventDraft({
          ...about,
          key: `deploy ${service} ${version}`,
          title: "Deploy started",
          text: `${service} ${before.join(", ")} → ${version}`,
        }),
      ),
      ...ended.map((version) =>
        eventDraft({
          ...about,
          key: `deployed ${service} ${version}`,
          title: "Deploy complete",
          text: `${service} ${versions.join(", ")}, nothing runs ${version} any more`,
        }),
      ),
    ],
    known: versions,
  };
}
