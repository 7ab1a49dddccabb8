import type { Alert } from "../../state/alertsStore.ts";
import { silencesStore } from "../../state/silencesStore.ts";

/** The first Alertmanager that tells of an alert; null where none does. */
export function alertmanagerOf({ sources }: Pick<Alert, "sources">): string | null {
  const { servers } = silencesStore.getState();
  return sources.find((source) => servers.some(({ name }) => name === source)) ?? null;
}
