import { Siren } from "lucide-react";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { incidentOfAlert, incidentsStore } from "../../state/incidentsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";
import { useOpenIncident } from "./useOpenIncident.tsx";

/** Leads from an alert to the incident that it belongs to, or opens one; as a link it stands in a line of text. */
export function IncidentButton({ alert, link = false }: { readonly alert: Alert; readonly link?: boolean }) {
  const incident = incidentsStore((store) => incidentOfAlert(store, alert));
  const viewer = useViewer();
  const { go, dialog } = useOpenIncident();
  if (incident === null && viewer !== null) return null;
  const label = incident === null ? "Open incident" : `Go to ${incidentName(incident)}`;
  return (
    <>
      {link ? (
        <Button variant="link" onPress={() => go(alert)}>
          {label}
        </Button>
      ) : (
        <Button icon={Siren} keys="N" onPress={() => go(alert)}>
          {label}
        </Button>
      )}
      {dialog}
    </>
  );
}
