import type { Clock } from "../../../shared/base/clock.ts";
import type { eventsArea } from "../../../shared/contract/areas/events.ts";
import type { Handlers } from "../../../shared/contract/server.ts";
import type { EventsService } from "../../services/events/types.ts";
import { changes } from "../changes.ts";

const watchIntervalMs = 500;
const dayMs = 86_400_000;
const mostEvents = 1000;
const ofAll = { kind: null, host: null, after: null } as const;

export function eventsHandlers({
  clock,
  events,
}: {
  readonly clock: Clock;
  readonly events: EventsService;
}): Handlers<typeof eventsArea> {
  const lastDay = (limit: number) => {
    const fromMs = clock.nowMs() - dayMs;
    return { fromMs, ...events.find({ fromMs, toMs: fromMs + 2 * dayMs, limit, ...ofAll }) };
  };
  return {
    async *"events.watch"(_params, { signal }) {
      let isFirst = true;
      for await (const told of changes(events.onAppend, { clock, signal, minIntervalMs: watchIntervalMs })) {
        const { fromMs, events: newest, total } = lastDay(isFirst ? mostEvents : 1);
        const fresh = told.flat().filter(({ atMs }) => atMs >= fromMs);
        yield { first: isFirst, events: isFirst ? [...newest] : fresh, total, problem: events.problem };
        isFirst = false;
      }
    },
    "events.find": async (window) => {
      const found = events.find(window);
      return { events: [...found.events], total: found.total };
    },
    "events.note": async (note, { caller }) => {
      events.note({ ...note, by: caller.name });
      return {};
    },
  };
}
