import { textOf as asText, builtins, type TemplateFunction } from "../../alerts/template/builtins.ts";
import { executeTemplate } from "../../alerts/template/executeTemplate.ts";
import { parseTemplate } from "../../alerts/template/parseTemplate.ts";
import { listOf, mapOf, TemplateFailure } from "../../alerts/template/templateValue.ts";
import { type NotifyMessage, textOf, titleOf, worstSeverity } from "../message.ts";

/** Go's own functions, and `json`, which writes a text with its quotes as JSON does. */
const functions: Readonly<Record<string, TemplateFunction>> = {
  ...builtins,
  json: (value = null) => JSON.stringify(asText(value)),
};
const names = new Set(Object.keys(functions));

/**
 * The body that a gateway's template makes of a message. The template speaks of `.Title`, `.Text`, `.Kind`, `.Status`,
 * `.Severity`, `.Workspace`, `.Route`, `.ClaimedBy`, `.GroupLabels` and `.Alerts`, each with `.Name`, `.Status`, `.Severity`,
 * `.Labels`, `.Annotations` and `.StartsAt`. Throws `TemplateFailure`.
 */
export function gatewayBody(message: NotifyMessage, template: string): string {
  const { alerts, groupLabels, kind, workspace, route, claimedBy } = message;
  const data = mapOf(
    {
      ...{ Title: titleOf(message), Text: textOf(message), Kind: kind, Status: statusOf(alerts) },
      ...{ Severity: worstSeverity(message), Workspace: workspace, Route: route, ClaimedBy: claimedBy ?? "" },
      GroupLabels: mapOf(groupLabels),
      Alerts: listOf(
        alerts.map((alert) =>
          mapOf(
            {
              ...{ Name: alert.name, Status: statusOf([alert]), Severity: alert.severity },
              ...{ Labels: mapOf(alert.labels), Annotations: mapOf(alert.annotations) },
              StartsAt: new Date(alert.sinceMs).toISOString(),
            },
            true,
          ),
        ),
      ),
    },
    true,
  );
  return executeTemplate(parseTemplate(template, names), functions, data);
}

/** What is wrong with a template; null for one that can be used. */
export function templateProblem(template: string): string | null {
  try {
    parseTemplate(template, names);
    return null;
  } catch (error) {
    if (error instanceof TemplateFailure) return error.message;
    throw error;
  }
}

function statusOf(alerts: NotifyMessage["alerts"]): "firing" | "resolved" {
  return alerts.some(({ endedMs }) => endedMs === null) ? "firing" : "resolved";
}
