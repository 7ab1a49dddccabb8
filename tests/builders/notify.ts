import type { Alert } from "../../shared/domain/alerts/alert.ts";
import { messageOf, type NotifyMessage } from "../../shared/domain/notify/message.ts";
import { type WorkspaceNotify, workspaceNotify } from "../../shared/domain/workspace/notify.ts";
import { buildAlert } from "./alerts.ts";

/** A section `notify` as a file says it, with its defaults. */
export function buildNotify(raw: Readonly<Record<string, unknown>>): WorkspaceNotify {
  return workspaceNotify.parse(raw);
}

/** A critical alert of one GPU. */
export function gpuAlert(host: string, over: Partial<Alert> = {}): Alert {
  const labels = { alertname: "GpuLost", instance: host, gpu: "5", severity: "critical" };
  return buildAlert({
    ...{ id: `id-${host}`, name: "GpuLost", labels, sinceMs: Date.UTC(2026, 10, 26, 2, 14) },
    annotations: { summary: "fell off the bus", description: "Xid 79: the driver lost it." },
    ...over,
  });
}

/** A message about one GPU that was lost at 02:14, sent a minute later. */
export function buildMessage(over: Partial<NotifyMessage> = {}): NotifyMessage {
  const { id, name, severity, labels, annotations, sinceMs } = gpuAlert("gpu-c11");
  return messageOf({
    ...{ kind: "firing", workspace: "Lab", route: "pages", groupLabels: { alertname: "GpuLost" } },
    atMs: sinceMs + 60_000,
    alerts: [{ id, name, severity, labels, annotations, sinceMs, endedMs: null, claimedBy: null }],
    claimedBy: null,
    ...over,
  });
}
