import { useEffect } from "react";
import { hostsStore } from "../state/hostsStore.ts";
import { announce, announceCritical } from "./announce.tsx";
import { newFindings, spokenFindings } from "./findings.ts";

/** Speaks what turns bad while the page is open: critical at once, the rest in the next batch. What was bad before is on screen. */
export function AnnounceFindings() {
  useEffect(() => {
    let known: ReadonlySet<string> | null = null;
    const look = () => {
      const { loaded, hosts } = hostsStore.getState();
      if (!loaded) return;
      const { fresh, ids } = newFindings(known ?? new Set(), hosts);
      const isFirst = known === null;
      known = ids;
      if (isFirst) return;
      const critical = fresh.filter(({ severity }) => severity === "critical");
      const warning = fresh.filter(({ severity }) => severity === "warning");
      if (critical.length > 0) announceCritical(spokenFindings(critical, "critical"));
      if (warning.length > 0) announce(spokenFindings(warning, "warning"));
    };
    look();
    return hostsStore.subscribe(look);
  }, []);
  return null;
}
