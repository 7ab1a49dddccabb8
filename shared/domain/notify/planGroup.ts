import type { NotifyRoute, WorkspaceNotify } from "../workspace/notify.ts";
import type { GroupAlert, GroupState } from "./groupState.ts";
import { type MessageKind, messageOf, type NotifyMessage } from "./message.ts";
import { channelsOf } from "./routing.ts";
import { isWithin } from "./timeWindow.ts";

/** A message to be sent, with the name by which it is sent once and no more. */
export interface PlannedMessage {
  /** The same for the same message, in every life of the console. */
  readonly event: string;
  readonly channels: readonly string[];
  readonly message: NotifyMessage;
}

export interface GroupPlan {
  /** Null once the group is over. */
  readonly group: GroupState | null;
  readonly messages: readonly PlannedMessage[];
}

interface Situation {
  readonly workspace: string;
  readonly notify: WorkspaceNotify;
  readonly nowMs: number;
}

/** What is due to be told of a group now, and the group as it is after that. Groups whose route is gone are forgotten. */
export function planGroup(group: GroupState, situation: Situation): GroupPlan {
  const { notify, nowMs } = situation;
  const route = notify.routes.find(({ name }) => name === group.route);
  const all = Object.values(group.alerts);
  const standing = all.filter(({ told }) => told.endedMs === null);
  if (!route || (group.toldMs === null && standing.length === 0)) return { group: null, messages: [] };
  if (isQuiet(all, notify, nowMs)) return { group, messages: [] };
  const plan = new Plan(group, situation);
  if (group.firstToldMs === null) begin(plan, route);
  else if (standing.length === 0) return end(plan, route);
  else goOn(plan, route, group.firstToldMs);
  return plan.result;
}

/** What is not critical waits for the end of the quiet hours, and so does everything where they say so. */
function isQuiet(alerts: readonly GroupAlert[], { quietHours }: WorkspaceNotify, nowMs: number): boolean {
  if (!quietHours || !isWithin(quietHours.during, nowMs)) return false;
  return quietHours.critical === "hold" || !alerts.some(({ told }) => told.severity === "critical");
}

/** The first message: once somebody has to be told, after the time in which a group gathers. */
function begin(plan: Plan, { notify, groupWait }: NotifyRoute): void {
  if (plan.untold.length === 0 || plan.nowMs < plan.group.startedMs + groupWait) return;
  plan.tell("firing", plan.channelsOf(notify));
}

/** The end is told to all who were told of the beginning. */
function end(plan: Plan, { groupInterval }: NotifyRoute): GroupPlan {
  const { group, nowMs } = plan;
  if (nowMs < (group.toldMs ?? 0) + groupInterval) return plan.result;
  plan.tell("resolved", group.channels);
  return { group: null, messages: plan.result.messages };
}

function goOn(plan: Plan, route: NotifyRoute, firstToldMs: number): void {
  const { nowMs } = plan;
  const toldMs = plan.group.toldMs ?? firstToldMs;
  const known = plan.group.channels;
  if (plan.untold.length > 0 && nowMs >= toldMs + route.groupInterval)
    plan.tell("more", [...new Set([...known, ...plan.channelsOf(route.notify)])]);
  if (plan.firing.length === 0) return;
  const claimedBy = plan.claimedBy;
  if (claimedBy !== null) {
    if (plan.group.acknowledgedBy === null) plan.tell("acknowledged", known);
    return;
  }
  plan.group = { ...plan.group, acknowledgedBy: null };
  for (const { after, notify } of plan.stepsOf(route)) {
    if (nowMs < firstToldMs + after) break;
    plan.tell("escalated", plan.channelsOf(notify));
  }
  if (nowMs >= toldMs + route.repeat && plan.result.messages.length === 0) plan.tell("repeat", known);
}

/** Gathers messages, and keeps the group in step with them. */
class Plan {
  group: GroupState;
  readonly nowMs: number;
  private readonly situation: Situation;
  private readonly messages: PlannedMessage[] = [];

  constructor(group: GroupState, situation: Situation) {
    this.group = group;
    this.situation = situation;
    this.nowMs = situation.nowMs;
  }

  get result(): GroupPlan {
    return { group: this.group, messages: this.messages };
  }

  /** Those that fire and are not held back. */
  get firing(): readonly GroupAlert[] {
    return Object.values(this.group.alerts).filter(({ told, isHeldBack }) => told.endedMs === null && !isHeldBack);
  }

  /** Those that nobody was told of and nobody looks after. */
  get untold(): readonly GroupAlert[] {
    return this.firing.filter(({ told, isTold }) => !isTold && told.claimedBy === null);
  }

  /** Who looks after all that fires; null where any of it is nobody's. */
  get claimedBy(): string | null {
    const names = this.firing.map(({ told }) => told.claimedBy);
    return names.includes(null) ? null : [...new Set(names)].join(", ");
  }

  channelsOf(targets: readonly string[]): readonly string[] {
    return channelsOf(this.situation.notify, targets, this.nowMs);
  }

  /** The steps that were not taken yet. */
  stepsOf({ escalation }: NotifyRoute) {
    const policy = this.situation.notify.escalations.find(({ name }) => name === escalation);
    return policy?.steps.slice(this.group.step) ?? [];
  }

  tell(kind: MessageKind, to: readonly string[]): void {
    const { group, nowMs } = this;
    const { key, route, labels, startedMs, sequence } = group;
    const { workspace, notify } = this.situation;
    const channels = kind === "acknowledged" ? to.filter((name) => hearsOfClaims(notify, name)) : to;
    const shown = Object.values(group.alerts).filter(({ isHeldBack }) => !isHeldBack);
    const message = messageOf({
      ...{ kind, workspace, route, groupLabels: labels, atMs: nowMs },
      alerts: shown.map(({ told }) => told),
      claimedBy: kind === "resolved" ? null : this.claimedBy || null,
    });
    if (channels.length > 0) this.messages.push({ event: `${key} ${startedMs} ${sequence}`, channels, message });
    this.group = {
      ...group,
      alerts: kind === "acknowledged" ? group.alerts : afterTelling(group.alerts),
      firstToldMs: group.firstToldMs ?? nowMs,
      toldMs: kind === "acknowledged" ? group.toldMs : nowMs,
      channels: [...new Set([...group.channels, ...channels])],
      step: group.step + (kind === "escalated" ? 1 : 0),
      sequence: sequence + 1,
      acknowledgedBy: kind === "acknowledged" ? this.claimedBy : null,
    };
  }
}

/** All that fires is told; what had ended and was told so leaves the group. */
function afterTelling(alerts: GroupState["alerts"]): GroupState["alerts"] {
  return Object.fromEntries(
    Object.entries(alerts).flatMap(([id, alert]) => {
      if (alert.told.endedMs !== null) return [];
      return [[id, alert.isHeldBack ? alert : { ...alert, isTold: true }]];
    }),
  );
}

/** Others would only be told what they cannot act on. */
function hearsOfClaims({ channels }: WorkspaceNotify, name: string): boolean {
  return channels.some((channel) => channel.name === name && channel.kind === "pagerduty");
}
