import { useState } from "react";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { Item } from "../../../shared/contract/define.ts";
import type { IncidentEdit } from "../../../shared/domain/incident/change.ts";
import type { IncidentEntry } from "../../../shared/domain/incident/entry.ts";
import type { Incident } from "../../state/incidentsStore.ts";
import { type StreamState, useStream } from "../../state/useStream.ts";

export interface FollowedIncident {
  readonly incident: Incident;
  /** By the time that they happened at, oldest first. */
  readonly entries: readonly IncidentEntry[];
  readonly edits: readonly IncidentEdit[];
}

/** What is known of an incident after an item of its stream. */
export function applyIncident(
  known: FollowedIncident | null,
  { first, incident, entries, edits }: Item<Contract["incidents.follow"]>,
): FollowedIncident {
  const byId = new Map((first ? [] : (known?.entries ?? [])).map((entry) => [entry.id, entry]));
  for (const entry of entries) byId.set(entry.id, entry);
  return { incident, edits, entries: [...byId.values()].sort((a, b) => a.atMs - b.atMs || a.id - b.id) };
}

/** An incident as it goes; null before the first answer. */
export function useIncident(id: number): { readonly followed: FollowedIncident | null; readonly stream: StreamState } {
  const [followed, setFollowed] = useState<FollowedIncident | null>(null);
  const stream = useStream("incidents.follow", { id }, (item) => setFollowed((known) => applyIncident(known, item)));
  return { followed, stream };
}
