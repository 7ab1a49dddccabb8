import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpResponse } from "../http/types.ts";

/** What a Grafana answered, as JSON. Throws for refusals, in the server's own words, and for answers that are not Grafana's. */
export function grafanaAnswer(server: string, what: string, { status, headers, body }: HttpResponse): unknown {
  const text = new TextDecoder().decode(body);
  const json = parsed(text);
  if (status >= 200 && status < 300) {
    if (json !== undefined && !isPage(headers)) return json;
    throw new MidwatchError(
      "REMOTE_FAILED",
      `${server} answered with a page instead of data: something before it wants a login, or grafana.url lacks its path`,
    );
  }
  const words = messageOf(json) ?? (isPage(headers) ? "a page" : `"${text.slice(0, 200)}"`);
  throw refusal(server, what, status, words);
}

function refusal(server: string, what: string, status: number, words: string): MidwatchError {
  switch (status) {
    case 401:
      return new MidwatchError("FORBIDDEN", `${server} does not accept the sign-in (${words}): set its secret again`);
    case 403:
      return new MidwatchError("FORBIDDEN", `${server} does not let this account read ${what} (${words})`);
    case 404:
      return new MidwatchError("NOT_FOUND", `${server} has no such ${what} (${words})`);
    case 412:
      return new MidwatchError("CONFLICT", `${server} has another version of ${what} (${words})`);
    default:
      return new MidwatchError(
        status >= 500 ? "UNAVAILABLE" : "REMOTE_FAILED",
        `${server} answered ${status} for ${what}: ${words}`,
        { retryable: status >= 500, detail: { status } },
      );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPage(headers: HttpResponse["headers"]): boolean {
  return (headers["content-type"] ?? "").startsWith("text/html");
}

function messageOf(json: unknown): string | null {
  if (typeof json !== "object" || json === null || !("message" in json)) return null;
  return typeof json.message === "string" ? json.message.slice(0, 500) : null;
}
