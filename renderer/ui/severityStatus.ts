import type { Status } from "./StatusIcon.tsx";

/** The silhouette of an alert's severity; one without a severity is known, and calls nobody. */
export const severityStatus: Readonly<Record<"critical" | "warning" | "info" | "none", Status>> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  none: "info",
};
