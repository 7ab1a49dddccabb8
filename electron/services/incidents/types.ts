import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { IncidentChange, IncidentEdit } from "../../../shared/domain/incident/change.ts";
import type {
  ChartColumns,
  IncidentEntry,
  PinnedChart,
  PinnedDiagnosis,
  PinnedLines,
  PinnedQuery,
} from "../../../shared/domain/incident/entry.ts";
import type { Incident, IncidentDraft } from "../../../shared/domain/incident/incident.ts";
import type { Likeness } from "../../../shared/domain/incident/seenBefore.ts";
import type { RunState } from "../../../shared/domain/runbook/runState.ts";

/** A person pins what they look at; of a run the id is told. */
export type Pin =
  | {
      readonly kind: "chart";
      readonly chart: PinnedChart;
      readonly columns: ChartColumns;
      readonly picture: Uint8Array;
    }
  | { readonly kind: "query"; readonly query: PinnedQuery }
  | { readonly kind: "lines"; readonly lines: PinnedLines }
  | { readonly kind: "diagnosis"; readonly diagnosis: PinnedDiagnosis }
  | { readonly kind: "run"; readonly run: string };

/** What is kept of a pinned chart beside its entry; `picture` is a PNG. */
export interface PinnedData {
  readonly columns: ChartColumns;
  readonly picture: Uint8Array;
}

/** Which incident is another now, and which of its entries are new or other than before. */
export interface IncidentChanged {
  readonly incident: number;
  readonly entries: readonly number[];
}

/** Runs of runbooks, of this console. */
export interface IncidentRuns {
  get(id: string): RunState | null;
  /** The newest ones. */
  recent(): readonly RunState[];
  /** A run began or ended. */
  readonly onChange: Event<void>;
}

/** Incidents, and what happened in each; they outlive the console. All but `find` and `list` throw NOT_FOUND. */
export interface IncidentsService extends Disposable {
  readonly onChange: Event<IncidentChanged>;
  /** Why they are lost when the console ends, or were lost; null when all is well. */
  readonly problem: string | null;
  /** At most `limit`, those that are not closed before all others, newest first; and how many there are. */
  list(limit: number): { readonly incidents: readonly Incident[]; readonly total: number };
  /** Newest first: those in which every word is found somewhere. */
  find(text: string, limit: number): readonly Incident[];
  get(id: number): Incident;
  /** All of them, or those of these ids, in the order in which they were written. */
  entries(id: number, only?: readonly number[]): readonly IncidentEntry[];
  edits(id: number): readonly IncidentEdit[];
  /** Of a pinned chart. */
  pinned(id: number, entry: number): PinnedData;
  seenBefore(id: number): readonly Likeness[];

  /** The id that it got. */
  open(draft: IncidentDraft, by: string): number;
  /** BAD_REQUEST for times that do not follow each other. */
  change(id: number, change: IncidentChange, by: string): void;
  note(id: number, text: string, by: string): void;
  /** What it said before is kept. */
  editNote(id: number, entry: number, text: string, by: string): void;
  /** The id of the entry. */
  pin(id: number, pin: Pin, by: string): number;
  leaveOut(id: number, entry: number, leftOut: boolean, by: string): void;
}
