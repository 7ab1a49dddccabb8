import type { PinInput } from "../../../shared/contract/areas/incidents.ts";
import type {
  OwnColumns,
  PinnedChart,
  PinnedDiagnosis,
  PinnedLines,
  PinnedQuery,
} from "../../../shared/domain/incident/entry.ts";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import { pinnedPicture } from "../../charts/pinnedPicture.ts";
import type { Call } from "../../state/client.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { showToast } from "../../ui/Toasts.tsx";

/** What a screen gives to be pinned; the picture of a chart is drawn when it is. */
export type Pinnable =
  | { readonly chart: PinnedChart; readonly columns: OwnColumns }
  | { readonly query: PinnedQuery }
  | { readonly lines: PinnedLines }
  | { readonly diagnosis: PinnedDiagnosis }
  | { readonly run: string };

/** Puts something into an incident's timeline as it is now. */
export async function pinTo(call: Call, incident: Incident, what: string, pinned: Pinnable): Promise<void> {
  await call("incidents.pin", { id: incident.id, pin: await pinInput(pinned) });
  showToast({ status: "ok", title: `Pinned to ${incidentName(incident)}`, detail: what });
}

async function pinInput(pinned: Pinnable): Promise<PinInput> {
  if ("chart" in pinned) {
    const { chart, columns } = pinned;
    const picture = await pinnedPicture(chart, columns);
    return { kind: "chart", chart, columns, picture };
  }
  if ("query" in pinned) return { kind: "query", query: pinned.query };
  if ("lines" in pinned) return { kind: "lines", lines: pinned.lines };
  if ("diagnosis" in pinned) return { kind: "diagnosis", diagnosis: pinned.diagnosis };
  return { kind: "run", run: pinned.run };
}
