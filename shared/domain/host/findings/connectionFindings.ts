import { formatDuration } from "../../format/duration.ts";
import type { Connection, Finding, StopReason } from "../state.ts";
import { type FindingDraft, sentences } from "./findingDraft.ts";

export interface ConnectionInput {
  readonly connection: Connection;
  readonly lastSampleAtMs: number | null;
  readonly stale: boolean;
  readonly nowMs: number;
}

/** A host that cannot be entered is as blind as one that cannot be reached. */
function stoppedDraft({
  reason,
  lastSampleAtMs,
}: ConnectionInput & { readonly reason: StopReason }): FindingDraft | null {
  const blindSince = lastSampleAtMs === null ? {} : { sinceMs: lastSampleAtMs };
  const base = { kind: "hostStopped", key: "", ...blindSince } as const;
  switch (reason.kind) {
    case "byUser":
      return null;
    case "authFailed":
      return {
        ...base,
        severity: "critical",
        title: "Login failed",
        detail: sentences(
          reason.error.message,
          "Nothing is retried, so that the account is not locked. Check user, key and agent, then connect again",
        ),
      };
    case "hostKeyUnknown":
      return {
        ...base,
        severity: "info",
        title: `The key of ${reason.hop} is not known yet`,
        detail: "Compare its fingerprint with one from a source you trust, then accept it.",
      };
    case "hostKeyChanged":
      return {
        ...base,
        severity: "critical",
        title: `The key of ${reason.hop} has changed`,
        detail: sentences(
          "The host was reinstalled, or something stands between",
          `Midwatch does not connect while the key differs from ${reason.file} line ${reason.line}`,
          "Ask who changed it before you remove the old one",
        ),
      };
    case "hostKeyRevoked":
      return {
        ...base,
        severity: "critical",
        title: `The key of ${reason.hop} is revoked`,
        detail: "Your known hosts list it as revoked. Midwatch does not connect. Ask who revoked it.",
      };
    case "configuration":
      return {
        ...base,
        severity: "critical",
        title: "The SSH configuration does not allow a connection",
        detail: sentences(reason.error.message, "Correct it, then connect again"),
      };
  }
}

function unreachableDraft(connection: Connection & { readonly kind: "waiting" }, input: ConnectionInput): FindingDraft {
  const { lastSampleAtMs } = input;
  return {
    kind: "hostUnreachable",
    key: "",
    severity: "critical",
    title: "Host is unreachable",
    detail: sentences(
      connection.error.message,
      lastSampleAtMs === null ? "It has not been read yet" : "The values shown are the last ones read",
      "Midwatch keeps trying",
    ),
    value: "no answer",
    ...(lastSampleAtMs === null ? {} : { sinceMs: lastSampleAtMs }),
  };
}

function staleDraft({ lastSampleAtMs, nowMs }: ConnectionInput): FindingDraft {
  return {
    kind: "hostStale",
    key: "",
    severity: "warning",
    title: "Host answers no more",
    detail: "It is connected, but three samples are missing. The values shown are the last ones read.",
    ...(lastSampleAtMs === null
      ? {}
      : { sinceMs: lastSampleAtMs, value: formatDuration((nowMs - lastSampleAtMs) / 1000) }),
  };
}

function draftAgain({ kind, severity, title, detail, sinceMs, value }: Finding): FindingDraft {
  return { kind, key: "", severity, title, detail, sinceMs, ...(value === null ? {} : { value }) };
}

/**
 * What the connection itself shows: at most one finding. `before` is that finding of the state before: a further attempt
 * does not make a host reachable or let anybody in, only its success does.
 */
export function connectionFindings(input: ConnectionInput, before: Finding | undefined): readonly FindingDraft[] {
  const { connection, stale } = input;
  switch (connection.kind) {
    case "waiting":
      return [unreachableDraft(connection, input)];
    case "stopped": {
      const draft = stoppedDraft({ ...input, reason: connection.reason });
      return draft ? [draft] : [];
    }
    case "connected":
      return stale ? [staleDraft(input)] : [];
    case "connecting":
    case "asking":
      return before ? [draftAgain(before)] : [];
    case "idle":
      return [];
  }
}
