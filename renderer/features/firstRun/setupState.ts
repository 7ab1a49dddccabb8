import type { CandidateHost } from "../../state/types.ts";
import type { HostRow, RowCheck } from "./rows.ts";

export interface SetupState {
  /** Null while the SSH configuration is being read. */
  readonly rows: readonly HostRow[] | null;
  readonly files: readonly string[];
  readonly knownHostsFile: string;
  readonly problem: string | null;
}

export const emptySetup: SetupState = { rows: null, files: [], knownHostsFile: "known_hosts", problem: null };

export type SetupEvent =
  | {
      readonly kind: "found";
      readonly hosts: readonly CandidateHost[];
      readonly files: readonly string[];
      readonly knownHostsFile: string;
      readonly problem: string | null;
      /** Names already in the workspace. */
      readonly watched: readonly string[];
    }
  | { readonly kind: "added"; readonly host: CandidateHost }
  | { readonly kind: "queued"; readonly hosts: readonly string[] }
  | { readonly kind: "checked"; readonly host: string; readonly check: RowCheck }
  /** The checks of these hosts ended early: what was not answered is unknown again. */
  | { readonly kind: "abandoned"; readonly hosts: readonly string[] }
  | { readonly kind: "ticked"; readonly hosts: readonly string[]; readonly ticked: boolean };

export function setupReducer(state: SetupState, event: SetupEvent): SetupState {
  switch (event.kind) {
    case "found": {
      const watched = new Set(event.watched);
      const rows = event.hosts.map((candidate) => newRow(candidate, watched));
      return { rows, files: event.files, knownHostsFile: event.knownHostsFile, problem: event.problem };
    }
    case "added":
      if (state.rows?.some((row) => row.candidate.name === event.host.name))
        return tick(state, [event.host.name], true);
      return { ...state, rows: [newRow(event.host, new Set()), ...(state.rows ?? [])] };
    case "queued":
      return update(state, event.hosts, (row) => ({ ...row, check: { kind: "queued" } }));
    case "checked":
      return update(state, [event.host], (row) => ({
        ...row,
        check: event.check,
        ticked: row.ticked && !isRefused(event.check),
      }));
    case "abandoned":
      return update(state, event.hosts, (row) =>
        row.check.kind === "queued" || row.check.kind === "checking" ? { ...row, check: { kind: "unchecked" } } : row,
      );
    case "ticked":
      return tick(state, event.hosts, event.ticked);
  }
}

/** In a workspace that has hosts already, new ones are added knowingly; the first time all are offered ticked. */
function newRow(candidate: CandidateHost, watched: ReadonlySet<string>): HostRow {
  const isWatched = watched.has(candidate.name);
  const ticked = isWatched || (watched.size === 0 && candidate.skipped === null);
  return { candidate, ticked, check: { kind: isWatched ? "watched" : "unchecked" } };
}

/** A host that Midwatch will not connect to is not watched by accident. */
function isRefused(check: RowCheck): boolean {
  return check.kind === "hostKeyChanged" || check.kind === "hostKeyRevoked";
}

function tick(state: SetupState, hosts: readonly string[], ticked: boolean): SetupState {
  return update(state, hosts, (row) => (row.ticked === ticked ? row : { ...row, ticked }));
}

function update(state: SetupState, hosts: readonly string[], change: (row: HostRow) => HostRow): SetupState {
  if (!state.rows) return state;
  const names = new Set(hosts);
  return { ...state, rows: state.rows.map((row) => (names.has(row.candidate.name) ? change(row) : row)) };
}
