import type { SilenceMatcher } from "../../../shared/domain/alerts/silence.ts";
import { matchersOf } from "../../../shared/domain/alerts/silence.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import type { Silence } from "../../state/silencesStore.ts";
import { formatAge } from "../../ui/format.ts";
import type { Segment } from "../../ui/SegmentedControl.tsx";
import { alertmanagerOf } from "./alertmanagerOf.ts";
import type { AlertRow } from "./alertRows.ts";
import { ownName } from "./ownName.ts";

/** What the dialog begins with. */
export interface SilenceDraft {
  /** Of the silence that is changed; null makes one. */
  readonly id: string | null;
  readonly server: string | null;
  /** Of the silence that is changed, which keeps them unless another span is chosen. */
  readonly times: { readonly startsAtMs: number; readonly endsAtMs: number } | null;
  readonly matchers: readonly SilenceMatcher[];
  readonly createdBy: string;
  readonly comment: string;
}

const silenceSpans = [
  { id: "30m", label: "30 min", spanMs: 30 * 60_000 },
  { id: "2h", label: "2 h", spanMs: 2 * 3_600_000 },
  { id: "8h", label: "8 h", spanMs: 8 * 3_600_000 },
  { id: "1d", label: "1 d", spanMs: 86_400_000 },
  { id: "7d", label: "7 d", spanMs: 7 * 86_400_000 },
] as const;
export type SilenceSpan = (typeof silenceSpans)[number]["id"] | "kept";

/** What it may last; for one that is changed first of all as long as it does. */
export function spansOf({ times }: SilenceDraft, nowMs: number): readonly Segment<SilenceSpan>[] {
  if (times === null) return silenceSpans;
  return [{ id: "kept", label: `Keep its end (in ${formatAge(times.endsAtMs - nowMs)})` }, ...silenceSpans];
}

/** From now on, or from a start that is still to come. */
export function timesOf({ times }: SilenceDraft, chosen: SilenceSpan, nowMs: number) {
  const startsAtMs = Math.max(times?.startsAtMs ?? 0, nowMs);
  const spanMs = silenceSpans.find(({ id }) => id === chosen)?.spanMs ?? 0;
  return { startsAtMs, endsAtMs: chosen === "kept" && times !== null ? times.endsAtMs : startsAtMs + spanMs };
}

function blank() {
  return { id: null, server: null, times: null, createdBy: ownName(), comment: "" } as const;
}

export function emptyDraft(): SilenceDraft {
  return { ...blank(), matchers: [] };
}

/** Of an alert all its labels; of a group the name, and what its alerts share where others of that name are not in sight. */
export function draftOf(row: AlertRow, isFiltered = false): SilenceDraft {
  return row.kind === "group"
    ? {
        ...blank(),
        matchers: isFiltered ? matchersOf(sharedLabels(row)) : nameMatchers(row.name),
        server: row.alerts.map(alertmanagerOf).find((server) => server !== null) ?? null,
      }
    : { ...blank(), matchers: matchersOf(row.alert.labels), server: alertmanagerOf(row.alert) };
}

function nameMatchers(value: string): readonly SilenceMatcher[] {
  return [{ name: "alertname", operator: "=", value }];
}

function sharedLabels({ alerts: [first, ...others] }: Extract<AlertRow, { kind: "group" }>): Labels {
  return Object.fromEntries(
    Object.entries(first.labels).filter(([name, value]) => others.every(({ labels }) => labels[name] === value)),
  );
}

/** An expired one is made anew. */
export function draftOfSilence(silence: Silence): SilenceDraft {
  const { id, state, servers, matchers, startsAtMs, endsAtMs, createdBy, comment } = silence;
  const about = { server: servers[0] ?? null, matchers, createdBy, comment };
  return state === "expired" ? { ...about, id: null, times: null } : { ...about, id, times: { startsAtMs, endsAtMs } };
}
