import { type ErrorCode, errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { printableLine } from "./printable.ts";

const noMoreMethods = 14;

const byErrno: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ECONNREFUSED: ["SSH_REFUSED", "nothing accepts connections there"],
  EHOSTUNREACH: ["SSH_UNREACHABLE", "there is no route to it"],
  ENETUNREACH: ["SSH_UNREACHABLE", "its network cannot be reached"],
  ENOTFOUND: ["SSH_UNREACHABLE", "its name does not resolve"],
  EAI_AGAIN: ["SSH_UNREACHABLE", "its name could not be resolved now"],
  ETIMEDOUT: ["SSH_TIMEOUT", "it did not answer in time"],
  ECONNRESET: ["SSH_CLOSED", "it closed the connection"],
  EPIPE: ["SSH_CLOSED", "it closed the connection"],
};

/** What ssh2 or a socket reported, in words and with a stable code. `where` is `gpu-a01 (10.0.0.1:22)`. */
export function connectFailure(error: unknown, where: string): MidwatchError {
  if (isMidwatchError(error)) return error;
  const code = property(error, "code");
  const level = property(error, "level");
  const known = typeof code === "string" ? byErrno[code] : undefined;
  if (known) return failure(known[0], `${where}: ${known[1]}`, error);
  if (level === "client-timeout") return failure("SSH_TIMEOUT", `${where}: it did not answer in time`, error);
  if (level === "client-authentication") {
    return new MidwatchError(
      "SSH_AUTH_FAILED",
      `${where}: the server accepts none of the keys and answers offered. Nothing is retried until you ask`,
      { cause: error },
    );
  }
  const said = printableLine(errorText(error));
  // The server's own farewell: a number of RFC 4253 11.1 and a text, here for too many tries.
  if (code === noMoreMethods || (typeof code === "number" && /authentication|too many/i.test(said))) {
    return new MidwatchError("SSH_AUTH_FAILED", `${where}: ${said}. Nothing is retried until you ask`, {
      cause: error,
    });
  }
  if (level === "handshake" || level === "protocol")
    return failure("SSH_HANDSHAKE", `${where}: no common ground in the handshake: ${said}`, error);
  return failure("SSH_CLOSED", `${where}: ${said}`, error);
}

function failure(code: ErrorCode, message: string, cause: unknown): MidwatchError {
  return new MidwatchError(code, message, { retryable: true, cause });
}

export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;
}
