import type { Disposable } from "../../../shared/base/disposable.ts";
import { findingEvent } from "../../../shared/domain/events/findingEvents.ts";
import type { AnomalyService } from "../anomaly/types.ts";
import type { EventJournal } from "./eventJournal.ts";

/** What begins to be unusual. */
export function followFindings(anomaly: Pick<AnomalyService, "onFinding">, journal: EventJournal): Disposable {
  return anomaly.onFinding((one) => journal.write([findingEvent(one)]));
}
