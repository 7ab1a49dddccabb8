import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { AuditEntry } from "../../../shared/domain/audit/entry.ts";
import type { EventKind, FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";

export interface EventWindow {
  /** Unix ms; `toMs` is not part of it. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  /** Of this kind alone, and of this host alone; null for all. */
  readonly kind: EventKind | null;
  readonly host: string | null;
  /** Only those that stand behind this one, newest first; the total is of the whole window all the same. */
  readonly after: Pick<FleetEvent, "id" | "atMs"> | null;
}

/** What a person writes down. */
interface EventNote {
  readonly text: string;
  readonly by: string;
  readonly host: string | null;
  readonly service: string | null;
}

/** What happened to the fleet, in one list that outlives the console. */
export interface EventsService extends Disposable {
  /** Newest first: the newest `limit` of the window, and how many it holds. */
  find(window: EventWindow): { readonly events: readonly FleetEvent[]; readonly total: number };
  /** What was just written down; events may be older than those before them. */
  readonly onAppend: Event<readonly FleetEvent[]>;
  /** Why events are lost when the console ends, or were lost; null when all is well. */
  readonly problem: string | null;
  note(note: EventNote): void;
  /** Takes runs over from the audit log. */
  audited(entry: AuditEntry): void;
}
