import type { AlertSeverity } from "../../alerts/alert.ts";
import { targetOf } from "../../alerts/alertWords.ts";
import { groupId, linesOf, type NotifyMessage, titleOf, worstSeverity } from "../message.ts";
import { clip } from "./clip.ts";

const summaryChars = 1024;

const severities: Readonly<Record<AlertSeverity, string>> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  none: "info",
};

/**
 * An event of PagerDuty's Events API v2. All events of a group have one dedup_key: what is triggered twice is one incident
 * there, and a claim or an end finds it.
 */
export function pagerdutyBody(message: NotifyMessage, routingKey: string): unknown {
  const event = {
    routing_key: routingKey,
    event_action: actionOf(message),
    dedup_key: `midwatch-${message.kind === "test" ? `test-${message.atMs}` : groupId(message)}`,
  };
  if (event.event_action !== "trigger") return event;
  const [first] = message.alerts;
  return {
    ...event,
    client: "Midwatch",
    payload: {
      summary: clip(titleOf(message), summaryChars),
      source: (first && targetOf(first)) || message.workspace,
      severity: severities[worstSeverity(message)],
      timestamp: new Date(Math.min(...message.alerts.map(({ sinceMs }) => sinceMs))).toISOString(),
      class: first?.name ?? message.route,
      group: message.route,
      custom_details: { workspace: message.workspace, alerts: linesOf(message), labels: first?.labels ?? {} },
    },
  };
}

function actionOf({ kind }: NotifyMessage): "trigger" | "acknowledge" | "resolve" {
  switch (kind) {
    case "acknowledged":
      return "acknowledge";
    case "resolved":
      return "resolve";
    default:
      return "trigger";
  }
}
