import { type ErrorCode, MidwatchError } from "../../../../shared/base/errors.ts";

const mostText = 500;

/** An answer that is none; the server's own words are looked for wherever versions and gateways put them. */
export function elasticsearchFailure(name: string, status: number, body: string): MidwatchError {
  const said = failureText(body);
  const advice = body.includes("circuit_breaking_exception") ? ". Ask for a shorter time range" : "";
  const message = said === "" ? `${name} answered with HTTP ${status}` : `${name}: ${said}${advice}`;
  const code = codeOf(status);
  return new MidwatchError(code, message, { retryable: code === "UNAVAILABLE" });
}

function codeOf(status: number): ErrorCode {
  if (status === 400) return "BAD_QUERY";
  if (status === 401 || status === 403) return "FORBIDDEN";
  if (status === 404) return "NOT_FOUND";
  return status === 429 || status >= 500 ? "UNAVAILABLE" : "REMOTE_FAILED";
}

/** One line; empty when the body says nothing. */
function failureText(body: string): string {
  const trimmed = body.trim();
  const found = trimmed.startsWith("{") ? reasonOf(parsed(trimmed)) : trimmed.replace(/<[^>]*>/g, " ");
  return found.replace(/\s+/g, " ").trim().slice(0, mostText);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function reasonOf(answer: unknown): string {
  const error = at(answer, "error") ?? answer;
  if (typeof error === "string") return error;
  const shard = at(first(at(error, "failed_shards")), "reason");
  const candidates = [
    at(at(shard, "caused_by"), "reason"),
    at(shard, "reason"),
    at(first(at(error, "root_cause")), "reason"),
    at(at(error, "caused_by"), "reason"),
    at(error, "reason"),
    at(error, "type"),
    at(answer, "message"),
  ];
  return candidates.find((one): one is string => typeof one === "string" && one !== "") ?? "";
}

/** Why a shard did not answer. */
export function shardReason(failure: unknown): string {
  const reason = at(failure, "reason");
  const text = at(at(reason, "caused_by"), "reason") ?? at(reason, "reason") ?? at(reason, "type");
  return typeof text === "string" ? text.slice(0, mostText) : "no reason given";
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
