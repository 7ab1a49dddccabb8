import type { Alert } from "../alerts/alert.ts";
import type { Labels } from "../metrics/model.ts";
import type { ToldAlert } from "./message.ts";

/** An alert of a group. */
export interface GroupAlert {
  readonly told: ToldAlert;
  /** A message has told that it fires. */
  readonly isTold: boolean;
  /** It fires, but a silence or another alert holds it back: nobody is told of it, and it has not ended either. */
  readonly isHeldBack: boolean;
}

/** Alerts that one route tells of together, from the first one until all have ended; it outlives the console. Times are Unix ms. */
export interface GroupState {
  readonly key: string;
  readonly route: string;
  readonly labels: Labels;
  readonly startedMs: number;
  /** Of the first and of the last message; null before there is one. */
  readonly firstToldMs: number | null;
  readonly toldMs: number | null;
  /** By id. */
  readonly alerts: Readonly<Record<string, GroupAlert>>;
  /** Who was told so far: they hear how it ends. */
  readonly channels: readonly string[];
  /** Steps of the escalation that were taken. */
  readonly step: number;
  /** Messages so far: each has a number of its own. */
  readonly sequence: number;
  /** Whose claim the channels know of. */
  readonly acknowledgedBy: string | null;
}

export function groupKey(route: string, labels: Labels): string {
  return JSON.stringify([route, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

export function newGroup(route: string, labels: Labels, startedMs: number): GroupState {
  return {
    ...{ key: groupKey(route, labels), route, labels, startedMs, firstToldMs: null, toldMs: null },
    ...{ alerts: {}, channels: [], step: 0, sequence: 0, acknowledgedBy: null },
  };
}

/**
 * The group with what fires now. An alert that is not there any more has ended, but for those that nobody has seen since the
 * console began while `isSettled` is false: their source may not have answered yet.
 */
export function withAlerts(
  group: GroupState,
  now: ReadonlyMap<string, Alert>,
  { nowMs, isGone }: { readonly nowMs: number; readonly isGone: (id: string) => boolean },
): GroupState {
  const alerts: Record<string, GroupAlert> = {};
  for (const [id, known] of Object.entries(group.alerts)) {
    if (now.has(id)) continue;
    if (known.told.endedMs !== null || !isGone(id)) alerts[id] = known;
    // What nobody was told of needs no end.
    else if (known.isTold) alerts[id] = { ...known, isHeldBack: false, told: { ...known.told, endedMs: nowMs } };
  }
  for (const [id, alert] of now) {
    const known = group.alerts[id];
    alerts[id] = { told: toldAlert(alert), isTold: known?.isTold ?? false, isHeldBack: alert.state !== "firing" };
  }
  return { ...group, alerts };
}

function toldAlert({ id, name, severity, labels, annotations, sinceMs, claim }: Alert): ToldAlert {
  return { id, name, severity, labels, annotations, sinceMs, endedMs: null, claimedBy: claim?.name ?? null };
}
