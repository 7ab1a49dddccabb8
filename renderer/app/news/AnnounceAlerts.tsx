import { useEffect } from "react";
import { lineOf } from "../../../shared/domain/alerts/news/announcement.ts";
import { createAnnouncer } from "../../../shared/domain/alerts/news/announcer.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { browserClock } from "../../transport/browserClock.ts";
import { announce, announceCritical } from "../announce.tsx";
import { followFiring } from "./followFiring.ts";

/** Speaks what begins to fire while the page is open: critical at once, the rest in the next batch. */
export function AnnounceAlerts() {
  useEffect(
    () =>
      followFiring(
        createAnnouncer({
          clock: browserClock,
          quietMs: 0,
          wanted: ({ severity }) => severity === "critical" || severity === "warning",
          announce: speak,
        }),
      ),
    [],
  );
  return null;
}

function speak(alerts: readonly Alert[]): void {
  const critical = alerts.filter(({ severity }) => severity === "critical");
  const others = alerts.filter(({ severity }) => severity !== "critical");
  if (critical.length > 0) announceCritical(spoken(critical, "critical"));
  if (others.length > 0) announce(spoken(others, "warning"));
}

const namedAtMost = 3;

/** One sentence for several: `3 critical: gpu-c11 GPU 5: fell off the bus; gpu-d04: Host is unreachable; ...`. */
function spoken(alerts: readonly Alert[], word: string): string {
  const more = alerts.length > namedAtMost ? `; ${alerts.length - namedAtMost} more` : "";
  return `${alerts.length} ${word}: ${alerts.slice(0, namedAtMost).map(lineOf).join("; ")}${more}`;
}
