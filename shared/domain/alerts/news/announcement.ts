import type { Alert } from "../alert.ts";
import { summaryOf, targetOf } from "../alertWords.ts";

/** Of a notification: plain text. */
export interface Announcement {
  readonly title: string;
  readonly body: string;
}

const mostLines = 4;

/** One notification for all of `alerts`, of which there is at least one. */
export function announcement(alerts: readonly Alert[]): Announcement {
  const [first] = alerts;
  if (first && alerts.length === 1)
    return { title: lineOf(first), body: plain(first.annotations.description ?? first.name) };
  const lines = alerts.slice(0, mostLines).map(lineOf);
  const more = alerts.length > mostLines ? [`and ${alerts.length - mostLines} more`] : [];
  const isCritical = alerts.every(({ severity }) => severity === "critical");
  return {
    title: `${alerts.length} new ${isCritical ? "critical alerts" : "alerts"}`,
    body: [...lines, ...more].join("\n"),
  };
}

/** `gpu-c11 GPU 5: fell off the bus` */
export function lineOf(alert: Pick<Alert, "name" | "labels" | "annotations">): string {
  const target = targetOf(alert);
  const what = summaryOf(alert) || alert.name;
  return plain(target === "" ? what : `${target}: ${what}`);
}

/** Text of remote origin on one short line; some Linux desktops would read markup in it. */
function plain(text: string): string {
  const line = text
    .replace(/[\p{Cc}\s]+/gu, " ")
    .replaceAll("<", "\u2039")
    .replaceAll(">", "\u203a")
    .trim();
  return line.length > 200 ? `${line.slice(0, 199)}\u2026` : line;
}
