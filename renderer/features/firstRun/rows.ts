import type { CandidateHost, HostCheck, HostKey } from "../../state/types.ts";
import type { Status } from "../../ui/StatusIcon.tsx";

/** `watched`: already in the workspace. `unchecked`: nothing was asked of it yet. */
export type RowCheck = HostCheck | { readonly kind: "watched" } | { readonly kind: "unchecked" };

export interface HostRow {
  readonly candidate: CandidateHost;
  readonly ticked: boolean;
  readonly check: RowCheck;
}

/** The filter tab a row belongs to besides All; `pending` is in none. */
type Bucket = "ready" | "action" | "skipped" | "pending";

export interface RowStatus {
  readonly status: Status;
  readonly word: string;
  readonly bucket: Bucket;
  /** The whole story, for the tooltip. */
  readonly detail: string;
}

export function rowStatus({ candidate, check }: HostRow): RowStatus {
  switch (check.kind) {
    case "watched":
      return { status: "ok", word: "Watched", bucket: "ready", detail: "Already in this workspace" };
    case "unchecked":
      return candidate.skipped === null
        ? { status: "unknown", word: "Not checked", bucket: "pending", detail: "Tick it and check again" }
        : { status: "waiting", word: "Skipped", bucket: "skipped", detail: candidate.skipped };
    case "queued":
      return { status: "waiting", word: "Queued", bucket: "pending", detail: "Few connections are made at a time" };
    case "checking":
      return { status: "running", word: "Checking", bucket: "pending", detail: "Connecting and reading once" };
    case "ready":
      return check.note === null
        ? { status: "ok", word: "Ready", bucket: "ready", detail: "Connected and read" }
        : { status: "warning", word: "GPU trouble", bucket: "ready", detail: check.note };
    case "hostKeyUnknown":
      return {
        status: "info",
        word: "New key, review",
        bucket: "action",
        detail: `${check.hop} has not been connected to before`,
      };
    case "hostKeyChanged":
      return {
        status: "critical",
        word: "Key changed",
        bucket: "action",
        detail: `${check.hop} offers another key than ${check.file} line ${check.line}`,
      };
    case "hostKeyRevoked":
      return { status: "critical", word: "Key revoked", bucket: "action", detail: `${check.hop} offers a revoked key` };
    case "failed":
      return { ...failureWord(check.error.code), bucket: "action", detail: check.error.message };
  }
}

function failureWord(code: string): { readonly status: Status; readonly word: string } {
  switch (code) {
    case "SSH_TIMEOUT":
    case "TIMEOUT":
      return { status: "unknown", word: "Timed out" };
    case "SSH_UNREACHABLE":
      return { status: "unknown", word: "Unreachable" };
    case "SSH_REFUSED":
      return { status: "unknown", word: "Refused" };
    case "SSH_AUTH_FAILED":
      return { status: "warning", word: "Login failed" };
    case "SSH_CONFIG":
      return { status: "warning", word: "Configuration" };
    case "CANCELLED":
      return { status: "unknown", word: "Cancelled" };
    default:
      return { status: "warning", word: "Failed" };
  }
}

export interface Counts {
  readonly all: number;
  readonly ready: number;
  readonly action: number;
  readonly skipped: number;
  readonly ticked: number;
  readonly tickedReady: number;
  readonly checking: number;
}

export function countRows(rows: readonly HostRow[]): Counts {
  const count = (test: (row: HostRow) => boolean) => rows.filter(test).length;
  const inBucket = (bucket: Bucket) => count((row) => rowStatus(row).bucket === bucket);
  return {
    all: rows.length,
    ready: inBucket("ready"),
    action: inBucket("action"),
    skipped: inBucket("skipped"),
    ticked: count((row) => row.ticked),
    tickedReady: count((row) => row.ticked && rowStatus(row).bucket === "ready"),
    checking: count(({ check }) => check.kind === "queued" || check.kind === "checking"),
  };
}

export type Tab = "all" | "ready" | "action" | "skipped";

/** Rows of a tab whose name or address holds the text. */
export function filterRows(rows: readonly HostRow[], tab: Tab, text: string): readonly HostRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter((row) => {
    const { name, address } = row.candidate;
    const matches = name.toLowerCase().includes(wanted) || (address ?? "").toLowerCase().includes(wanted);
    return matches && (tab === "all" || rowStatus(row).bucket === tab);
  });
}

/** What All ticks: a pattern or a code forge of the configuration is ticked by itself or not at all. */
export function tickedTogether(rows: readonly HostRow[]): readonly HostRow[] {
  return rows.filter(({ candidate, ticked }) => candidate.skipped === null || ticked);
}

/** One unknown key and every ticked host that waits for it: a bastion's key is asked about once. */
export interface KeyQuestion {
  readonly id: string;
  readonly hop: string;
  readonly address: string;
  readonly serverVersion: string | null;
  readonly offered: HostKey;
  /** Jump hosts before `hop`. */
  readonly via: readonly string[];
  readonly hosts: readonly string[];
}

export function keyQuestions(rows: readonly HostRow[]): readonly KeyQuestion[] {
  const questions = new Map<string, KeyQuestion>();
  for (const { candidate, ticked, check } of rows) {
    if (!ticked || check.kind !== "hostKeyUnknown") continue;
    const id = `${check.hop} ${check.offered.fingerprint}`;
    const known = questions.get(id);
    questions.set(id, {
      id,
      hop: check.hop,
      address: check.address,
      serverVersion: check.serverVersion,
      offered: check.offered,
      via: viaOf(candidate, check.hop),
      hosts: [...(known?.hosts ?? []), candidate.name],
    });
  }
  return [...questions.values()];
}

function viaOf(candidate: CandidateHost, hop: string): readonly string[] {
  const at = candidate.via.indexOf(hop);
  return at < 0 ? candidate.via : candidate.via.slice(0, at);
}

/** Changed and revoked keys, each once, ticked or not. */
export function refusedKeys(
  rows: readonly HostRow[],
): readonly Extract<RowCheck, { kind: "hostKeyChanged" | "hostKeyRevoked" }>[] {
  const seen = new Map<string, Extract<RowCheck, { kind: "hostKeyChanged" | "hostKeyRevoked" }>>();
  for (const { check } of rows) {
    if (check.kind === "hostKeyChanged" || check.kind === "hostKeyRevoked") {
      seen.set(`${check.hop} ${check.offered.fingerprint}`, check);
    }
  }
  return [...seen.values()];
}

/** Its key is not the stored one, or marked as revoked. */
export function isRefused({ check }: HostRow): boolean {
  return check.kind === "hostKeyChanged" || check.kind === "hostKeyRevoked";
}
