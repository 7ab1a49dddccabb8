import type { Alert } from "./alert.ts";
import type { Silence } from "./silence.ts";
import { silenceTest } from "./silenceTest.ts";

/**
 * Puts active silences into force for alerts that no Alertmanager tells of: nobody else would hold them back. An alert of an
 * Alertmanager is as that says.
 */
export function heldBackBy(silences: readonly Silence[], alertmanagers: ReadonlySet<string>): (alert: Alert) => Alert {
  const tests = silences
    .filter(({ state }) => state === "active")
    .map(({ id, matchers }) => ({ id, matches: silenceTest(matchers) }));
  return (alert) => {
    if (alert.sources.some((source) => alertmanagers.has(source))) return alert;
    const silencedBy = tests.filter(({ matches }) => matches(alert)).map(({ id }) => id);
    return silencedBy.length === 0 ? alert : { ...alert, state: "silenced", silencedBy };
  };
}
