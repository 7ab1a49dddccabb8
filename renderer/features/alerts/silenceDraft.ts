import type { SilenceMatcher } from "../../../shared/domain/alerts/silence.ts";
import { matchersOf } from "../../../shared/domain/alerts/silence.ts";
import type { Silence } from "../../state/silencesStore.ts";
import { alertmanagerOf } from "./alertmanagerOf.ts";
import type { AlertRow } from "./alertRows.ts";

/** What the dialog begins with. */
export interface SilenceDraft {
  /** Of the silence that is changed; null makes one. */
  readonly id: string | null;
  readonly server: string | null;
  readonly matchers: readonly SilenceMatcher[];
  readonly createdBy: string;
  readonly comment: string;
}

export const silenceSpans = [
  { id: "30m", label: "30 min", spanMs: 30 * 60_000 },
  { id: "2h", label: "2 h", spanMs: 2 * 3_600_000 },
  { id: "8h", label: "8 h", spanMs: 8 * 3_600_000 },
  { id: "1d", label: "1 d", spanMs: 86_400_000 },
  { id: "7d", label: "7 d", spanMs: 7 * 86_400_000 },
] as const;
export type SilenceSpan = (typeof silenceSpans)[number]["id"];

const blank = { id: null, server: null, createdBy: "", comment: "" } as const;

export const emptyDraft: SilenceDraft = { ...blank, matchers: [] };

/** Of an alert all its labels, of a group what its alerts share: the name. */
export function draftOf(row: AlertRow): SilenceDraft {
  return row.kind === "group"
    ? { ...blank, matchers: [{ name: "alertname", operator: "=", value: row.name }] }
    : { ...blank, matchers: matchersOf(row.alert.labels), server: alertmanagerOf(row.alert) };
}

/** An expired one is made anew. */
export function draftOfSilence({ id, state, servers, matchers, createdBy, comment }: Silence): SilenceDraft {
  return { id: state === "expired" ? null : id, server: servers[0] ?? null, matchers, createdBy, comment };
}
