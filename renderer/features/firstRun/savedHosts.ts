import type { Workspace } from "../../state/workspaceStore.ts";
import type { HostRow } from "./rows.ts";
import type { EnvironmentChoice } from "./WorkspaceFields.tsx";

type SavedEnvironment = "prod" | "staging" | "dev" | null;

export interface SavedHost {
  readonly name: string;
  readonly environment: SavedEnvironment;
}

/**
 * What is written: the ticked hosts, and those of the workspace that the SSH configuration does not list.
 * Hosts that were watched before keep their environment (`present`, by name); new ones get the one chosen.
 */
export function savedHosts(
  rows: readonly HostRow[],
  workspace: Pick<Workspace, "hostNames"> | null,
  environment: EnvironmentChoice,
  present: ReadonlyMap<string, string | null>,
): readonly SavedHost[] {
  const watched = new Set(workspace?.hostNames ?? []);
  const listed = new Set(rows.map((row) => row.candidate.name));
  const kept = [...watched].filter((name) => !listed.has(name));
  const ticked = rows.filter((row) => row.ticked).map((row) => row.candidate.name);
  const chosen = environment === "none" ? null : environment;
  return [...kept, ...ticked].map((name) => ({
    name,
    environment: watched.has(name) ? known(present.get(name)) : chosen,
  }));
}

function known(environment: string | null | undefined): SavedEnvironment {
  return environment === "prod" || environment === "staging" || environment === "dev" ? environment : null;
}
