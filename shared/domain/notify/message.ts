import type { Alert, AlertSeverity } from "../alerts/alert.ts";
import { worstAlertsFirst } from "../alerts/alertWords.ts";
import { fingerprint } from "../alerts/fingerprint.ts";
import { lineOf } from "../alerts/news/announcement.ts";
import type { Labels } from "../metrics/model.ts";

/**
 * Why a message is sent: alerts began to fire; more of a group that was told already; nobody claimed them for long; a step of
 * the escalation; somebody claimed them all; all ended; somebody tries a channel.
 */
export type MessageKind = "firing" | "more" | "repeat" | "escalated" | "acknowledged" | "resolved" | "test";

/** An alert as a message tells it. Times are Unix ms. */
export interface ToldAlert extends Pick<Alert, "id" | "name" | "severity" | "labels" | "annotations"> {
  readonly sinceMs: number;
  /** Null while it fires. */
  readonly endedMs: number | null;
  readonly claimedBy: string | null;
}

/** One message about one group of alerts: all that a channel needs to write its own form of it. */
export interface NotifyMessage {
  readonly kind: MessageKind;
  /** Of the workspace. */
  readonly workspace: string;
  readonly route: string;
  /** The labels that all alerts of the group share. */
  readonly groupLabels: Labels;
  readonly atMs: number;
  /** The worst first, at most fifty of `total`. */
  readonly alerts: readonly ToldAlert[];
  readonly total: number;
  /** Who claimed them, where somebody did. */
  readonly claimedBy: string | null;
}

const mostAlerts = 50;
const mostLines = 10;

/** With the alerts that are told of, in any order. */
export function messageOf(parts: Omit<NotifyMessage, "total">): NotifyMessage {
  const alerts = worstAlertsFirst(parts.alerts);
  return { ...parts, alerts: alerts.slice(0, mostAlerts), total: alerts.length };
}

/** A message that tells of no alert: it only shows that a channel works. */
export function testMessage(workspace: string, by: string, atMs: number): NotifyMessage {
  const alert: ToldAlert = {
    id: fingerprint({ alertname: "MidwatchTest" }),
    name: "MidwatchTest",
    severity: "info",
    labels: { alertname: "MidwatchTest", severity: "info" },
    annotations: {
      summary: `Test message from ${workspace}, sent by ${by}: nothing is wrong`,
      description: "Whoever reads this would be told of alerts by this channel.",
    },
    sinceMs: atMs,
    endedMs: null,
    claimedBy: null,
  };
  const groupLabels = { alertname: alert.name };
  return messageOf({ kind: "test", workspace, route: "test", groupLabels, atMs, alerts: [alert], claimedBy: null });
}

/** The same for all messages of one group, on every console that has the same workspace. */
export function groupId({ route, groupLabels }: Pick<NotifyMessage, "route" | "groupLabels">): string {
  return fingerprint({ ...groupLabels, __route__: route });
}

export function worstSeverity({ alerts }: Pick<NotifyMessage, "alerts">): AlertSeverity {
  return worstAlertsFirst(alerts.map((alert) => alert))[0]?.severity ?? "none";
}

/** `CRITICAL: gpu-c11 GPU 5: fell off the bus`, one line of plain text. */
export function titleOf(message: NotifyMessage): string {
  const [first] = message.alerts;
  const what =
    first && message.total === 1
      ? lineOf(first)
      : `${message.total} alerts${first ? `, such as ${lineOf(first)}` : ""}`;
  return `${leadOf(message)}: ${what}`;
}

function leadOf(message: NotifyMessage): string {
  const severity = worstSeverity(message).toUpperCase();
  switch (message.kind) {
    case "firing":
    case "more":
      return severity === "NONE" ? "ALERT" : severity;
    case "repeat":
      return `STILL ${severity === "NONE" ? "FIRING" : severity}`;
    case "escalated":
      return `UNCLAIMED ${severity === "NONE" ? "ALERT" : severity}`;
    case "acknowledged":
      return `CLAIMED by ${message.claimedBy ?? "somebody"}`;
    case "resolved":
      return "RESOLVED";
    case "test":
      return "TEST";
  }
}

/** A line for each alert, its state where they differ, and how many are not named. */
export function linesOf({ alerts, total }: NotifyMessage): readonly string[] {
  const isMixed = new Set(alerts.map(({ endedMs }) => endedMs === null)).size > 1;
  const lines = alerts.slice(0, mostLines).map((alert) => {
    const state = !isMixed ? "" : alert.endedMs === null ? "firing: " : "ended: ";
    const claimed = alert.claimedBy === null ? "" : ` (claimed by ${alert.claimedBy})`;
    return `${state}${lineOf(alert)}${claimed}`;
  });
  return total > mostLines ? [...lines, `and ${total - mostLines} more`] : lines;
}

/** What is worth knowing of a lone alert beyond its line; empty for several. */
export function detailOf({ alerts, total }: NotifyMessage): string {
  const [first] = alerts;
  const description = total === 1 ? (first?.annotations.description ?? "") : "";
  return description === first?.annotations.summary ? "" : description;
}

/** `since 2026-11-26 02:14 UTC`, with its end where it has one. */
export function timesOf({ alerts }: NotifyMessage): string {
  const since = Math.min(...alerts.map(({ sinceMs }) => sinceMs));
  const ends = alerts.flatMap(({ endedMs }) => endedMs ?? []);
  const ended = ends.length === alerts.length && ends.length > 0 ? ` until ${stamp(Math.max(...ends))}` : "";
  return `since ${stamp(since)}${ended}`;
}

function stamp(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** All of it as plain text. */
export function textOf(message: NotifyMessage): string {
  const lines = message.total === 1 ? [detailOf(message)] : linesOf(message);
  return [titleOf(message), ...lines, `${timesOf(message)}, ${message.workspace}`]
    .filter((line) => line !== "")
    .join("\n");
}
