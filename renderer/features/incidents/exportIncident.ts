import { zip } from "../../../shared/domain/format/zip.ts";
import type { ChartColumns } from "../../../shared/domain/incident/entry.ts";
import { pictureName } from "../../../shared/domain/incident/entryMarkdown.ts";
import { incidentJson } from "../../../shared/domain/incident/exportJson.ts";
import { incidentName } from "../../../shared/domain/incident/incident.ts";
import type { Call } from "../../state/client.ts";
import type { MeasuredImpact } from "./useImpact.ts";
import type { FollowedIncident } from "./useIncident.ts";

interface Archive {
  readonly name: string;
  readonly content: Blob;
}

/** The post-mortem with its pictures beside it, and everything as JSON, in one archive. */
export async function incidentArchive(
  call: Call,
  { incident, entries, edits }: FollowedIncident,
  markdown: string,
  impact: MeasuredImpact,
): Promise<Archive> {
  const columns = new Map<number, ChartColumns>();
  const pictures: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  for (const entry of entries) {
    if (!entry.hasPicture) continue;
    const pinned = await call("incidents.pinned", { id: incident.id, entry: entry.id });
    columns.set(entry.id, pinned.columns);
    pictures.push({ name: pictureName(entry), bytes: pinned.picture });
  }
  const text = (words: string) => new TextEncoder().encode(words);
  const files = [
    { name: "post-mortem.md", bytes: text(markdown) },
    { name: "incident.json", bytes: text(incidentJson({ incident, entries, edits, ...impact, columns })) },
    ...pictures,
  ];
  return { name: `${incidentName(incident)}.zip`, content: new Blob([zip(files)], { type: "application/zip" }) };
}
