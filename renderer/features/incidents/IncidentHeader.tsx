import { Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { incidentSpans } from "../../../shared/domain/incident/impact.ts";
import { type IncidentStatus, incidentName, incidentStatuses } from "../../../shared/domain/incident/incident.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { useNow } from "../../state/now.ts";
import { settingsStore } from "../../state/settingsStore.ts";
import { useViewer } from "../../state/viewer.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { formatAge, formatClock } from "../../ui/format.ts";
import { Select } from "../../ui/Select.tsx";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import screen from "../../ui/screen.module.css";
import styles from "./Incidents.module.css";
import { statusLooks } from "./words.ts";

const statusOptions = incidentStatuses.map((id) => ({ id, label: statusLooks[id].word }));

/** What it is, how it stands and since when, and what can be done about it. */
export function IncidentHeader({
  incident,
  onStatus,
  onEdit,
  children,
}: {
  readonly incident: Incident;
  readonly onStatus: (status: IncidentStatus) => void;
  readonly onEdit: () => void;
  /** Further actions. */
  readonly children: ReactNode;
}) {
  const { title, severity, status, startedMs } = incident;
  const viewer = useViewer();
  const zone = settingsStore(({ clock }) => clock);
  const { tone, status: looks, word } = statusLooks[status];
  const { lastedMs, isOver } = incidentSpans(incident, useNow());
  return (
    <header className={screen.header}>
      <StatusIcon status={severity} size={16} label={severity} />
      <span className="mono fg2">{incidentName(incident)}</span>
      <h1 className="clip" title={title}>
        {title}
      </h1>
      <Badge tone={tone} status={looks}>
        {word}
      </Badge>
      <span className="fg2 nowrap">
        {isOver ? "lasted " : ""}
        {formatAge(lastedMs)}, since {formatClock(startedMs, zone)}
      </span>
      <div className={styles.actions}>
        {children}
        {viewer === null ? (
          <>
            <Button icon={Pencil} keys="E" onPress={onEdit}>
              Edit
            </Button>
            <Select<IncidentStatus> label="Status" options={statusOptions} value={status} onChange={onStatus} />
          </>
        ) : null}
      </div>
    </header>
  );
}
