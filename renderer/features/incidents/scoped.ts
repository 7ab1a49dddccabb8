import type { Incident } from "../../state/incidentsStore.ts";

/** Whether it is about an alert, a service or a host: nothing else is written into its timeline by itself. */
export function isScoped({ alerts, services, hosts }: Incident): boolean {
  return alerts.length + services.length + hosts.length > 0;
}
