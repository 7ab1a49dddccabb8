import { type ReactNode, useCallback, useState } from "react";
import type { Alert } from "../../state/alertsStore.ts";
import { incidentOfAlert, incidentsStore } from "../../state/incidentsStore.ts";
import { navigate } from "../../state/navigation.ts";
import { useViewer } from "../../state/viewer.ts";
import { OpenIncidentDialog } from "./OpenIncidentDialog.tsx";

/** Goes to the incident that an alert belongs to, or asks what to open; viewers open none. */
export function useOpenIncident(): { readonly go: (alert: Alert) => void; readonly dialog: ReactNode } {
  const viewer = useViewer();
  const [asking, setAsking] = useState<Alert | null>(null);
  const go = useCallback(
    (alert: Alert) => {
      const incident = incidentOfAlert(incidentsStore.getState(), alert);
      if (incident !== null) navigate({ page: "incident", id: incident.id, query: "" });
      else if (viewer === null) setAsking(alert);
    },
    [viewer],
  );
  return {
    go,
    dialog: asking ? <OpenIncidentDialog alert={asking} onClose={() => setAsking(null)} /> : null,
  };
}
