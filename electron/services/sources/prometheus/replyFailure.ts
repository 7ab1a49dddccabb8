import { type ErrorCode, MidwatchError } from "../../../../shared/base/errors.ts";
import type { HttpResponse } from "../../http/types.ts";

interface Refusal {
  /** Prometheus: a word. VictoriaMetrics: the status as text. */
  readonly errorType: string;
  readonly error: string;
}

const mostText = 2000;

/** A failure in the server's JSON envelope. */
export function queryFailure(
  name: string,
  status: number,
  { errorType, error }: Refusal,
  query: string | null,
): MidwatchError {
  const code = codeOf(errorType, error, status);
  const said = error.slice(0, mostText);
  if (code !== "BAD_QUERY") return new MidwatchError(code, `${name}: ${said}`, { retryable: code === "UNAVAILABLE" });
  // The server quotes the parameter before it says what is wrong with it.
  const message = said.replace(/^invalid parameter "[\w[\]]+": /, "");
  const position = query === null ? null : placeIn(query, message);
  return new MidwatchError("BAD_QUERY", `${name}: ${message}`, { detail: position ? { position } : {} });
}

function codeOf(errorType: string, error: string, status: number): ErrorCode {
  if (/too many samples|maximum resolution|too many points|exceeded maximum|max(?:imum)? .* limit/i.test(error))
    return "LIMIT";
  if (errorType === "timeout" || /deadline exceeded|timed out/i.test(error)) return "TIMEOUT";
  if (errorType === "not_found") return "NOT_FOUND";
  if (errorType === "bad_data" || errorType === "execution" || status === 400 || status === 422) return "BAD_QUERY";
  if (status === 401 || status === 403) return "FORBIDDEN";
  return status >= 500 || status === 429 ? "UNAVAILABLE" : "REMOTE_FAILED";
}

/** `2:7: parse error: ...` as a place in the query; null without one. */
function placeIn(query: string, message: string): { readonly start: number; readonly end: number } | null {
  const place = /^(?:.*?: )?(\d+):(\d+): parse error/s.exec(message);
  if (!place) return null;
  const before = query.split("\n").slice(0, Number(place[1]) - 1);
  const start = before.reduce((sum, line) => sum + line.length + 1, 0) + Number(place[2]) - 1;
  if (start < 0 || start > query.length) return null;
  const [word = ""] = /^\w+|^./.exec(query.slice(start)) ?? [];
  return { start, end: start + Math.max(1, word.length) };
}

/** A failure in plain text or without any: what stands before the server, or a server that is not ready. */
export function plainFailure(name: string, { status, headers }: HttpResponse, text: string): MidwatchError {
  const isText = !(headers["content-type"] ?? "").startsWith("text/html");
  const words = isText ? text.trim().replaceAll(/\s+/g, " ").slice(0, 300) : "";
  const said = words === "" ? "" : ` (${words})`;
  switch (status) {
    case 401:
      return new MidwatchError("FORBIDDEN", `${name} does not accept the sign-in${said}: check auth and its secret`);
    case 403:
      return new MidwatchError("FORBIDDEN", `${name} does not let this account read${said}`);
    case 400:
    case 404:
      return new MidwatchError(
        "REMOTE_FAILED",
        `${name} has no such API${said}: url must lead to what stands before /api/v1`,
      );
    case 429:
      return new MidwatchError("UNAVAILABLE", `${name} is asked too often${said}`, { retryable: true });
    case 503:
      return new MidwatchError("UNAVAILABLE", `${name} is not ready${said}: it may still be starting`, {
        retryable: true,
      });
    default:
      return new MidwatchError(
        status >= 500 ? "UNAVAILABLE" : "REMOTE_FAILED",
        `${name} answered with HTTP ${status}${said}`,
        {
          retryable: status >= 500,
        },
      );
  }
}
