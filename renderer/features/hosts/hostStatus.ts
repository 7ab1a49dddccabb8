import type { HostSummary } from "../../state/types.ts";
import type { Status } from "../../ui/StatusIcon.tsx";

export interface HostStatus {
  readonly status: Status;
  readonly word: string;
  /** Rank for sorting: what needs a person first comes first. */
  readonly rank: number;
}

/** One word for a host: trust and connection first, then what its readings show. */
export function hostStatus(host: HostSummary): HostStatus {
  const { connection, findings, stale } = host;
  // Also while it is tried again.
  if (findings.some(({ kind }) => kind === "hostUnreachable")) return unreachable;
  switch (connection.kind) {
    case "stopped":
      return stopped[connection.reason.kind] ?? { status: "unknown", word: "Stopped", rank: 5 };
    case "waiting":
      return unreachable;
    case "connecting":
      return { status: "running", word: "Connecting", rank: 6 };
    case "asking":
      return { status: "info", word: "Asks you", rank: 2 };
    case "idle":
      return { status: "waiting", word: "Waiting", rank: 6 };
    case "connected":
      break;
  }
  if (stale) return { status: "warning", word: "Stale", rank: 3 };
  if (host.lastSampleAtMs === null) return { status: "running", word: "Reading", rank: 6 };
  const worst =
    findings.find(({ severity }) => severity === "critical") ?? findings.find(({ severity }) => severity === "warning");
  if (worst) return { status: worst.severity, word: worst.title, rank: worst.severity === "critical" ? 1 : 4 };
  return { status: "ok", word: "Healthy", rank: 9 };
}

const unreachable: HostStatus = { status: "critical", word: "Unreachable", rank: 0 };

const stopped: Readonly<Record<string, HostStatus>> = {
  byUser: { status: "unknown", word: "Disconnected", rank: 7 },
  authFailed: { status: "critical", word: "Login failed", rank: 0 },
  hostKeyUnknown: { status: "info", word: "New key, review", rank: 2 },
  hostKeyChanged: { status: "critical", word: "Key changed", rank: 0 },
  hostKeyRevoked: { status: "critical", word: "Key revoked", rank: 0 },
  configuration: { status: "critical", word: "Configuration", rank: 0 },
};

export type HostFilter = "all" | "healthy" | "attention" | "unreachable";

/** Which of the filter's groups a host is in besides "all". */
export function hostGroup(host: HostSummary): Exclude<HostFilter, "all"> | "other" {
  const { status, rank, word } = hostStatus(host);
  if (word === unreachable.word) return "unreachable";
  if (status === "ok") return "healthy";
  return rank < 6 ? "attention" : "other";
}
