import { hostOf } from "../alerts/alertWords.ts";
import type { Silence } from "../alerts/silence.ts";
import { formatSpan } from "../format/duration.ts";
import { type EventDraft, eventDraft } from "./fleetEvent.ts";

const minuteMs = 60_000;

/** Silences that begin or end to hold alerts back; `before` is what each was, by id, null where none was ever seen. */
export function silenceEvents(
  before: ReadonlyMap<string, Silence["state"]>,
  silences: readonly Silence[],
  nowMs: number,
): readonly EventDraft[] {
  return silences.flatMap((silence) => {
    const { id, state, servers, matchers, startsAtMs, endsAtMs, createdBy, comment } = silence;
    const was = before.get(id);
    if (was === state || state === "pending" || (state === "expired" && was !== "active")) return [];
    const what = matchers.map(({ name, operator, value }) => `${name}${operator}${JSON.stringify(value)}`).join(" ");
    const origin = createdBy || (servers[0] ?? "alertmanager");
    const labels = Object.fromEntries(
      matchers.flatMap(({ name, operator, value }) => (operator === "=" ? [[name, value]] : [])),
    );
    const about = {
      kind: "silence",
      severity: "info",
      origin,
      host: hostOf({ labels }),
      service: labels.service ?? null,
    } as const;
    if (state === "expired") {
      return eventDraft({
        ...about,
        key: `silence ${id} ended`,
        atMs: Math.min(nowMs, endsAtMs),
        title: "Silence ended",
        text: what,
      });
    }
    // It was set in minutes: what is short of them was spent on the way.
    const length = formatSpan(Math.round((endsAtMs - startsAtMs) / minuteMs) * minuteMs);
    const text = [`${what} for ${length}`, comment].filter(Boolean).join(": ");
    return eventDraft({ ...about, key: `silence ${id}`, atMs: Math.min(nowMs, startsAtMs), title: "Silenced", text });
  });
}
