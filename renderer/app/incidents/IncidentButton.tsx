import { Siren } from "lucide-react";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import type { Alert } from "../../state/alertsStore.ts";
import { incidentOfAlert, incidentsStore } from "../../state/incidentsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Button } from "../../ui/Button.tsx";

/** Leads from an alert to the incident that it belongs to, or opens one; as a link it stands in a line of text. */
export function IncidentButton({
  alert,
  onGo,
  link = false,
}: {
  readonly alert: Alert;
  /** Of `useOpenIncident`, where the alert may end and its dialog stays. */
  readonly onGo: (alert: Alert) => void;
  readonly link?: boolean;
}) {
  const incident = incidentsStore((store) => incidentOfAlert(store, alert));
  const viewer = useViewer();
  if (incident === null && viewer !== null) return null;
  const label = incident === null ? "Open incident" : `Go to ${incidentName(incident)}`;
  return link ? (
    <Button variant="link" onPress={() => onGo(alert)}>
      {label}
    </Button>
  ) : (
    <Button icon={Siren} keys="N" onPress={() => onGo(alert)}>
      {label}
    </Button>
  );
}
