import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import type { incidentsArea } from "../../../shared/contract/areas/incidents.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { BudgetSpent, ServiceTraffic } from "../../../shared/domain/incident/impact.ts";
import type { Incident } from "../../../shared/domain/incident/incident.ts";
import type { IncidentsService } from "../../services/incidents/types.ts";
import { changes } from "../changes.ts";

const watchIntervalMs = 500;
const mostListed = 200;

export function incidentsHandlers({
  clock,
  incidents,
  measure,
  spentBy,
}: {
  readonly clock: Clock;
  readonly incidents: IncidentsService;
  readonly measure: (incident: Incident, signal: CancelSignal) => Promise<readonly ServiceTraffic[]>;
  readonly spentBy: (incident: Incident) => readonly BudgetSpent[];
}): Handlers<typeof incidentsArea> {
  return {
    async *"incidents.watch"(_params, { signal }) {
      for await (const _ of changes(incidents.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const { incidents: newest, total } = incidents.list(mostListed);
        yield { incidents: [...newest], total, problem: incidents.problem };
      }
    },
    async *"incidents.follow"({ id }, { signal }) {
      let isFirst = true;
      for await (const told of changes(incidents.onChange, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const changed = told.filter(({ incident }) => incident === id);
        if (!isFirst && changed.length === 0) continue;
        const entries = new Set(changed.flatMap((one) => one.entries));
        yield {
          first: isFirst,
          incident: incidents.get(id),
          entries: [...(isFirst ? incidents.entries(id) : incidents.entries(id, [...entries]))],
          edits: [...incidents.edits(id)],
        };
        isFirst = false;
      }
    },
    "incidents.find": async ({ text, limit }) => ({ incidents: [...incidents.find(text, limit)] }),
    "incidents.seenBefore": async ({ id }) => ({ incidents: [...incidents.seenBefore(id)] }),
    "incidents.pinned": async ({ id, entry }) => {
      const { columns, picture } = incidents.pinned(id, entry);
      return { columns: { timesMs: columns.timesMs, values: [...columns.values] }, picture };
    },
    "incidents.measure": async ({ id }, { signal }) => {
      const incident = incidents.get(id);
      return { traffic: [...(await measure(incident, signal))], budget: [...spentBy(incident)] };
    },
    "incidents.open": async (draft, { caller }) => ({ id: incidents.open(draft, caller.name) }),
    "incidents.change": async ({ id, change }, { caller }) => {
      incidents.change(id, change, caller.name);
      return {};
    },
    "incidents.note": async ({ id, text }, { caller }) => {
      incidents.note(id, text, caller.name);
      return {};
    },
    "incidents.editNote": async ({ id, entry, text }, { caller }) => {
      incidents.editNote(id, entry, text, caller.name);
      return {};
    },
    "incidents.pin": async ({ id, pin }, { caller }) => ({ entry: incidents.pin(id, pin, caller.name) }),
    "incidents.leaveOut": async ({ id, entry, leftOut }, { caller }) => {
      incidents.leaveOut(id, entry, leftOut, caller.name);
      return {};
    },
  };
}
