/** Stable codes: the UI and the tests switch on these, never on message text. */
export const errorCodes = [
  // contract
  "BAD_REQUEST",
  "UNKNOWN_METHOD",
  "PROTOCOL",
  "LIMIT",
  "CANCELLED",
  "TIMEOUT",
  "DISCONNECTED",
  "INTERNAL",
  // general
  "NOT_FOUND",
  "CONFLICT",
  "UNSUPPORTED",
  "FORBIDDEN",
  "UNAVAILABLE",
  // query language: detail carries {position: {start, end}} where known
  "BAD_QUERY",
  // workspace and local files
  "WORKSPACE_INVALID",
  "STORE_FAILED",
  // SSH
  "SSH_CONFIG",
  "SSH_UNREACHABLE",
  "SSH_REFUSED",
  "SSH_TIMEOUT",
  "SSH_HANDSHAKE",
  "SSH_HOST_KEY_UNKNOWN",
  "SSH_HOST_KEY_CHANGED",
  "SSH_HOST_KEY_REVOKED",
  "SSH_AUTH_FAILED",
  "SSH_CHANNEL_REFUSED",
  "SSH_FORWARD_REFUSED",
  "SSH_CLOSED",
  // TLS: nobody vouches for the certificate, or it is not the pinned one
  "TLS_UNTRUSTED",
  // a remote program ran and failed, or what it printed was not understood
  "REMOTE_FAILED",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorOptionsOf {
  /** True when the same request may succeed later without the user changing anything. */
  readonly retryable?: boolean;
  /** Machine-readable facts, safe to show and to log (never a secret). */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An operational failure. Bugs are ordinary `Error`s and become `INTERNAL` at the contract's edge. */
export class MidwatchError extends Error {
  override readonly name = "MidwatchError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptionsOf = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.detail = options.detail ?? {};
  }
}

export function isMidwatchError(value: unknown): value is MidwatchError {
  return value instanceof MidwatchError;
}

/** The text of whatever was thrown, for messages and logs. */
export function errorText(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
