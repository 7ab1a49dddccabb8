import { z } from "zod";
import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import { versionEvents } from "../../../shared/domain/events/versionEvents.ts";
import type { ServiceFacts } from "../../../shared/domain/services/model.ts";
import type { ServicesService } from "../services/types.ts";
import type { EventJournal } from "./eventJournal.ts";

/** Every target was asked by then. */
const settledMs = 2 * 60_000;

/** Releases that services tell of themselves, for as long as somebody looks at services: nobody is asked for this alone. */
export function followVersions(
  services: Pick<ServicesService, "definitions" | "facts" | "onChange">,
  journal: EventJournal,
  clock: Clock,
): Disposable {
  const memory = journal.memory("versions", z.array(z.string()).readonly());
  const startedMs = clock.monotonicMs();
  const seen = new Map<string, ServiceFacts>();
  return services.onChange(() => {
    const isSettled = clock.monotonicMs() - startedMs >= settledMs;
    for (const { name } of services.definitions) {
      const facts = services.facts(name);
      if (!facts?.versions || (isSettled && seen.get(name) === facts)) continue;
      if (isSettled) seen.set(name, facts);
      const before = memory.get(name);
      const versions = facts.versions.values;
      const { events, known } = versionEvents({ service: name, before, versions, isSettled, nowMs: clock.nowMs() });
      if (JSON.stringify(known) !== JSON.stringify(before)) memory.write(events, new Map([[name, known]]));
    }
  });
}
