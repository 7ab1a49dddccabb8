import { type Disposable, DisposableStore } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { FleetEvent } from "../../../shared/domain/events/fleetEvent.ts";
import type { IncidentRun } from "../../../shared/domain/incident/entry.ts";
import type { Incident } from "../../../shared/domain/incident/incident.ts";
import { runFacts } from "../../../shared/domain/incident/runFacts.ts";
import { isToldIn, leadMs } from "../../../shared/domain/incident/scope.ts";
import type { EventsService } from "../events/types.ts";
import type { Log } from "../log.ts";
import type { EntryDraft, IncidentDatabase } from "./incidentDatabase.ts";
import type { IncidentRuns } from "./types.ts";

/** An incident that has more than that gets no more by itself: nobody reads it, and it would fill the disk. */
const mostEntries = 5000;
const mostEvents = 1000;

export interface IncidentFeed extends Disposable {
  /** Writes down what has already happened. */
  fill(incident: Incident): void;
  /** Why something is missing; null when nothing is. */
  readonly problem: string | null;
}

/** What happens to the fleet comes into the timelines of all incidents that are not closed and that it is about. */
export function feedIncidents({
  database,
  events,
  runs,
  log,
  onWritten,
}: {
  readonly database: IncidentDatabase;
  readonly events: Pick<EventsService, "find" | "onAppend">;
  readonly runs: IncidentRuns;
  readonly log: Log;
  readonly onWritten: (incident: number, entries: readonly number[]) => void;
}): IncidentFeed {
  const owned = new DisposableStore();
  let problem: string | null = null;

  function write(incident: Incident, drafts: readonly EntryDraft[]): void {
    if (drafts.length === 0) return;
    try {
      if (database.count(incident.id) >= mostEntries) {
        problem = `INC-${incident.id} has ${mostEntries} entries: nothing is added to it by itself any more`;
        return;
      }
      const written = database.write(incident.id, drafts);
      problem = null;
      if (written.length > 0) onWritten(incident.id, written);
    } catch (error) {
      const failed = `Incidents cannot be written: ${errorText(error)}. What happens now is missing from them`;
      if (problem !== failed) log.warn(failed);
      problem = failed;
    }
  }

  const eventsOf = (incident: Incident, told: readonly FleetEvent[]) =>
    told.filter((event) => isToldIn(incident, event)).map(eventDraft);

  /** On its hosts since it began, and those that were pinned. */
  function runsOf({ id, startedMs, hosts }: Incident): readonly EntryDraft[] {
    return runs
      .recent()
      .map(runFacts)
      .filter(
        (run) =>
          database.has(id, runKey(run)) ||
          (run.startedAtMs >= startedMs - leadMs && run.targets.some((host) => hosts.includes(host))),
      )
      .map(runDraft);
  }

  function fill(incident: Incident): void {
    const fromMs = incident.startedMs - leadMs;
    const asked = { fromMs, toMs: Number.MAX_SAFE_INTEGER, limit: mostEvents, kind: null, host: null, after: null };
    const told = [...events.find(asked).events].sort((a, b) => a.id - b.id);
    write(incident, [...eventsOf(incident, told), ...runsOf(incident)]);
  }

  for (const incident of database.unclosed()) fill(incident);
  owned.add(
    events.onAppend((told) => {
      for (const incident of database.unclosed()) write(incident, eventsOf(incident, told));
    }),
  );
  owned.add(
    runs.onChange(() => {
      for (const incident of database.unclosed()) write(incident, runsOf(incident));
    }),
  );
  return {
    fill,
    get problem() {
      return problem;
    },
    dispose: () => owned.dispose(),
  };
}

function eventDraft(event: FleetEvent): EntryDraft {
  // Ids begin anew where the file of events was lost.
  const key = `event ${event.id} ${event.atMs}`;
  return { key, atMs: event.atMs, by: null, leftOut: false, body: { kind: "event", event } };
}

function runDraft(body: IncidentRun): EntryDraft {
  return { key: runKey(body), atMs: body.startedAtMs, by: null, leftOut: false, body };
}

export function runKey({ run }: Pick<IncidentRun, "run">): string {
  return `run ${run}`;
}
