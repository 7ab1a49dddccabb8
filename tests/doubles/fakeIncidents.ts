import { MidwatchError } from "../../shared/base/errors.ts";
import type { incidentsArea } from "../../shared/contract/areas/incidents.ts";
import type { Handlers } from "../../shared/contract/handlers.ts";

type Follow = <T>(read: () => T, signal: AbortSignal) => AsyncIterable<T>;

/** A console without incidents, on which none is opened: they are tried over the real one. */
export function fakeIncidents(follow: Follow): Handlers<typeof incidentsArea> {
  const refuse = async (): Promise<never> => {
    throw new MidwatchError("NOT_FOUND", "The fake console has no incidents");
  };
  return {
    "incidents.watch": (_params, { signal }) => follow(() => ({ incidents: [], total: 0, problem: null }), signal),
    // biome-ignore lint/correctness/useYield: it refuses before there is anything to tell.
    async *"incidents.follow"() {
      await refuse();
    },
    "incidents.find": async () => ({ incidents: [] }),
    "incidents.seenBefore": refuse,
    "incidents.pinned": refuse,
    "incidents.measure": refuse,
    "incidents.open": refuse,
    "incidents.change": refuse,
    "incidents.note": refuse,
    "incidents.editNote": refuse,
    "incidents.pin": refuse,
    "incidents.leaveOut": refuse,
  };
}
