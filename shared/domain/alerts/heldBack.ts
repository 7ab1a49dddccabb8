import { localSourceName } from "../workspace/source.ts";
import type { Alert } from "./alert.ts";
import { type Silence, silenceTest } from "./silence.ts";

/**
 * Puts active silences into force for alerts that no Alertmanager tells of: nobody else would hold them back. An alert of a
 * server is as that server says.
 */
export function heldBackBy(silences: readonly Silence[]): (alert: Alert) => Alert {
  const tests = silences
    .filter(({ state }) => state === "active")
    .map(({ id, matchers }) => ({ id, matches: silenceTest(matchers) }));
  return (alert) => {
    if (alert.sources.some((source) => source !== localSourceName)) return alert;
    const silencedBy = tests.filter(({ matches }) => matches(alert)).map(({ id }) => id);
    return silencedBy.length === 0 ? alert : { ...alert, state: "silenced", silencedBy };
  };
}
