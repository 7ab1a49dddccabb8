import { MidwatchError } from "../../../../shared/base/errors.ts";

/** Loki says what is wrong in plain text, whatever was asked for. */
export function lokiFailure(name: string, status: number, text: string): MidwatchError {
  const said = text.trim().slice(0, 500);
  switch (status) {
    case 400:
      return /exceed|limit|maximum of series|too far/i.test(said)
        ? new MidwatchError("LIMIT", `${name}: ${said}`)
        : new MidwatchError("BAD_QUERY", `${name}: ${said}`);
    case 401:
    case 403:
      return new MidwatchError(
        "FORBIDDEN",
        said === "no org id"
          ? `${name} has tenants: name one under headers, X-Scope-OrgID: TENANT`
          : `${name} does not accept the sign-in (${said})`,
      );
    case 404:
      return new MidwatchError("REMOTE_FAILED", `${name} has no such API: url must lead to what stands before /loki`);
    case 429:
      return new MidwatchError("UNAVAILABLE", `${name} is asked too much: ${said}`, { retryable: true });
    default:
      return new MidwatchError(
        status >= 500 ? "UNAVAILABLE" : "REMOTE_FAILED",
        `${name} answered with HTTP ${status}${said === "" ? "" : ` (${said})`}`,
        { retryable: status >= 500 },
      );
  }
}
