import { incidentSpans } from "../../../shared/domain/incident/impact.ts";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { formatRoute } from "../../state/navigation.ts";
import { useNow } from "../../state/now.ts";
import { Badge } from "../../ui/Badge.tsx";
import type { Column } from "../../ui/DataTable.tsx";
import { formatAge } from "../../ui/format.ts";
import { StatusText } from "../../ui/StatusIcon.tsx";
import { None } from "../../ui/Value.tsx";
import { statusLooks, timeText } from "./words.ts";

export const incidentColumns: readonly Column<Incident>[] = [
  { id: "severity", header: "Severity", width: 92, cell: ({ severity }) => <StatusText status={severity} /> },
  {
    id: "incident",
    header: "Incident",
    name: true,
    title: ({ title }) => title,
    cell: (incident) => (
      <>
        <a href={formatRoute({ page: "incident", id: incident.id, query: "" })} className="medium">
          {incidentName(incident)}
        </a>{" "}
        <span className="fg1">{incident.title}</span>
      </>
    ),
  },
  {
    id: "status",
    header: "Status",
    width: 104,
    cell: ({ status }) => {
      const { tone, status: looks, word } = statusLooks[status];
      return (
        <Badge tone={tone} status={looks}>
          {word}
        </Badge>
      );
    },
  },
  {
    id: "services",
    header: "Services",
    width: 180,
    mono: true,
    title: ({ services }) => services.join(", "),
    cell: ({ services }) => (services.length === 0 ? <None /> : services.join(", ")),
  },
  { id: "began", header: "Began, UTC", width: 148, mono: true, cell: ({ startedMs }) => timeText(startedMs) },
  { id: "lasted", header: "Lasted", width: 80, numeric: true, cell: (incident) => <Lasted incident={incident} /> },
  { id: "by", header: "Opened by", width: 110, cell: ({ openedBy }) => openedBy },
];

/** Ticks by itself: the row is drawn only when its incident changes. */
function Lasted({ incident }: { readonly incident: Incident }) {
  return formatAge(incidentSpans(incident, useNow()).lastedMs);
}
