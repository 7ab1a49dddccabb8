import { join } from "node:path";
import type { Clock } from "../../../shared/base/clock.ts";
import { DisposableStore, toDisposable } from "../../../shared/base/disposable.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../../shared/base/errors.ts";
import { hostOf } from "../../../shared/domain/alerts/alertWords.ts";
import type { AuditEvent } from "../../../shared/domain/audit/entry.ts";
import { changeIncident, type IncidentChange, timesProblem } from "../../../shared/domain/incident/change.ts";
import { type EntryBody, entryTimeMs, type IncidentEntry } from "../../../shared/domain/incident/entry.ts";
import { type Incident, type IncidentDraft, incidentName } from "../../../shared/domain/incident/incident.ts";
import { runFacts } from "../../../shared/domain/incident/runFacts.ts";
import { type Likeness, mostAlike } from "../../../shared/domain/incident/seenBefore.ts";
import type { AlertsService } from "../alerts/types.ts";
import type { AuditLog } from "../audit/types.ts";
import type { EventsService } from "../events/types.ts";
import type { Log } from "../log.ts";
import { feedIncidents, runKey } from "./feed.ts";
import { type EntryDraft, type IncidentDatabase, openIncidentDatabase } from "./incidentDatabase.ts";
import type { IncidentChanged, IncidentRuns, IncidentsService, Pin } from "./types.ts";

export interface IncidentsServiceOptions {
  readonly events: Pick<EventsService, "find" | "onAppend">;
  readonly alerts: Pick<AlertsService, "alerts">;
  readonly audit: Pick<AuditLog, "append">;
  readonly runs: IncidentRuns;
  /** Where a service runs, as far as it is known now. */
  readonly hostsOf: (service: string) => readonly string[];
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Writes an incident down while it happens. What people do to it is in the audit log before it is done. */
export function createIncidentsService(options: IncidentsServiceOptions): IncidentsService {
  const { events, alerts, audit, runs, hostsOf, dataFolder, clock, log } = options;
  const owned = new DisposableStore();
  const { database, openProblem } = open(join(dataFolder, "incidents.db"), clock.nowMs(), log);
  owned.add(toDisposable(() => database.close()));
  const changed = owned.add(new Emitter<IncidentChanged>());
  const tell = (incident: number, entries: readonly number[]) => changed.fire({ incident, entries });
  const feed = owned.add(feedIncidents({ database, events, runs, log, onWritten: tell }));

  function known(id: number): Incident {
    const found = database.get(id);
    if (!found) throw new MidwatchError("NOT_FOUND", `There is no incident INC-${id}`);
    return found;
  }

  function entryOf(id: number, entry: number): IncidentEntry {
    const found = database.entry(known(id).id, entry);
    if (!found) throw new MidwatchError("NOT_FOUND", `INC-${id} has no such entry`);
    return found;
  }

  function write(id: number, draft: EntryDraft): number {
    const [entry] = database.write(id, [draft]);
    if (entry === undefined) throw new MidwatchError("CONFLICT", `INC-${id} has this already`);
    tell(id, [entry]);
    return entry;
  }

  function audited(about: Incident, kind: AuditEvent["kind"], by: string, text: string): void {
    audit.append({ kind, by, text: `${incidentName(about)}: ${text}` });
  }

  /** A note and a pin are one's own words: two of the same are two. */
  let lastKey = 0;
  function ownKey(by: string): string {
    lastKey += 1;
    return `${by} ${clock.nowMs()} ${lastKey}`;
  }

  return {
    onChange: changed.event,
    get problem() {
      return feed.problem ?? openProblem;
    },
    list: (limit) => database.list(limit),
    find: (text, limit) => database.find(text.toLowerCase().split(/\s+/).filter(Boolean), limit),
    get: known,
    entries: (id, only) => database.entries(known(id).id, only),
    edits: (id) => database.edits(known(id).id),
    pinned(id, entry) {
      const found = database.pinned(id, entry);
      if (!found) throw new MidwatchError("NOT_FOUND", `INC-${id} has no such pinned chart`);
      return found;
    },

    seenBefore(id): readonly Likeness[] {
      const current = known(id);
      const signs = database.signs(id);
      const past = [...database.withSigns(signs)].flatMap(([other, common]) => {
        const found = other === id ? null : database.get(other);
        return found ? [{ ...found, signs: common }] : [];
      });
      return mostAlike({ ...current, signs }, past).flatMap(({ id: other, common }) => {
        const found = past.find((one) => one.id === other);
        if (!found) return [];
        const helped = database
          .entries(other)
          .flatMap(({ body }) => (body.kind === "run" && body.verdict === "passed" && !body.takenBack ? [body] : []));
        const { title, status, startedMs, mitigatedMs } = found;
        return { id: other, title, status, startedMs, mitigatedMs, common: [...common], helped };
      });
    },

    open(draft, by) {
      const told = incidentOf(draft);
      audit.append({ kind: "incident.opened", by, text: told.title, facts: { severity: told.severity } });
      const added = database.add({ ...told, openedBy: by });
      feed.fill(added);
      tell(added.id, []);
      return added.id;
    },
    change(id, change: IncidentChange, by) {
      const nowMs = clock.nowMs();
      const { after, edits } = changeIncident(known(id), change, nowMs);
      const problem = timesProblem(after);
      if (problem !== null) throw new MidwatchError("BAD_REQUEST", problem);
      if (edits.length === 0) return;
      const isClosing = change.status === "closed";
      audited(after, isClosing ? "incident.closed" : "incident.changed", by, edits.map(({ what }) => what).join(", "));
      database.save(
        after,
        edits.map((edit) => ({ ...edit, atMs: nowMs, by, entry: null })),
      );
      // More may belong to it now.
      if (after.status !== "closed") feed.fill(after);
      tell(id, []);
    },
    note(id, text, by) {
      const about = known(id);
      audited(about, "incident.changed", by, "note");
      write(about.id, { key: ownKey(by), atMs: clock.nowMs(), by, leftOut: false, body: { kind: "note", text } });
    },
    editNote(id, entry, text, by) {
      const before = entryOf(id, entry);
      if (before.body.kind !== "note") throw new MidwatchError("BAD_REQUEST", "Only notes are edited");
      if (before.body.text === text) return;
      audited(known(id), "incident.changed", by, `note ${entry} edited`);
      const edit = { atMs: clock.nowMs(), by, what: "note", entry, before: before.body.text, after: text };
      database.replace(id, { ...before, body: { kind: "note", text } }, [edit]);
      tell(id, [entry]);
    },
    pin(id, pin, by) {
      const about = known(id);
      const body = bodyOf(pin);
      audited(about, "incident.changed", by, `${body.kind} pinned`);
      return write(about.id, {
        key: body.kind === "run" ? runKey(body) : ownKey(by),
        atMs: entryTimeMs(body),
        by,
        leftOut: false,
        body,
        ...(pin.kind === "chart" ? { data: pin } : {}),
      });
    },
    leaveOut(id, entry, leftOut, by) {
      const before = entryOf(id, entry);
      if (before.leftOut === leftOut) return;
      audited(known(id), "incident.changed", by, `entry ${entry} ${leftOut ? "left out" : "told"}`);
      database.replace(id, { ...before, leftOut }, []);
      tell(id, [entry]);
    },
    dispose: () => owned.dispose(),
  };

  function incidentOf({
    title,
    severity,
    services,
    hosts,
    alert: alertId,
  }: IncidentDraft): Omit<Incident, "id" | "openedBy"> {
    const nowMs = clock.nowMs();
    const alert = alertId === null ? null : (alerts.alerts.get(alertId) ?? null);
    if (alertId !== null && !alert) throw new MidwatchError("NOT_FOUND", "This alert does not fire any more");
    const service = alert?.labels.service;
    const host = alert && hostOf(alert);
    const about = [...new Set([...services, ...(service ? [service] : [])])];
    const places = [...hosts, ...(host ? [host] : []), ...about.flatMap(hostsOf)];
    const startedMs = Math.min(nowMs, alert?.sinceMs ?? nowMs);
    return {
      ...{ title, severity, status: "open", openedMs: nowMs, startedMs },
      services: about,
      hosts: [...new Set(places)],
      alerts: alert ? [{ id: alert.id, name: alert.name }] : [],
      detectedMs: Math.min(nowMs, startedMs + (alert?.forMs ?? 0)),
      ...{ mitigatedMs: null, resolvedMs: null, closedMs: null },
      ...{ summary: "", whatWorked: "", actions: "" },
    };
  }

  function bodyOf(pin: Pin): Exclude<EntryBody, { readonly kind: "note" }> {
    switch (pin.kind) {
      case "chart":
        return pin.chart;
      case "query":
        return pin.query;
      case "lines":
        return pin.lines;
      case "diagnosis":
        return pin.diagnosis;
      case "run": {
        const state = runs.get(pin.run);
        if (!state) throw new MidwatchError("NOT_FOUND", `There is no run ${pin.run}`);
        return runFacts(state);
      }
    }
  }
}

/** A file that cannot be opened is stood in for by one that ends with the console. */
function open(file: string, nowMs: number, log: Log): { database: IncidentDatabase; openProblem: string | null } {
  try {
    const database = openIncidentDatabase(file, nowMs);
    return { database, openProblem: database.problem };
  } catch (error) {
    const openProblem = `Incidents are kept until the console ends only: ${errorText(error)}`;
    log.warn(openProblem);
    return { database: openIncidentDatabase(":memory:", nowMs), openProblem };
  }
}
