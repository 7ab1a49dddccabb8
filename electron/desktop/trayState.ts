import { lineOf } from "../../shared/domain/alerts/news/announcement.ts";
import type { HostOverview } from "../host/types.ts";

export interface TrayState {
  readonly tooltip: string;
  /** Shown next to the icon on macOS and as the badge where there is one. */
  readonly count: number;
  /** Disabled menu lines above the commands. */
  readonly lines: readonly string[];
}

const mostLines = 5;

export function trayState({ hostsTotal, hostsConnected, firing }: HostOverview): TrayState {
  const critical = firing.filter(({ severity }) => severity === "critical");
  const connected = `${hostsConnected} of ${hostsTotal} hosts connected`;
  const wrong = critical.length === 0 ? "nothing critical" : `${critical.length} critical`;
  const shown = critical.slice(0, mostLines).map(lineOf);
  const more = critical.length > mostLines ? [`${critical.length - mostLines} more`] : [];
  return {
    tooltip: hostsTotal === 0 ? "Midwatch: no hosts yet" : `Midwatch: ${connected}, ${wrong}`,
    count: critical.length,
    lines: hostsTotal === 0 ? [] : [connected, ...shown, ...more],
  };
}
