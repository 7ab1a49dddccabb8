import { z } from "zod";
import { type ErrorCode, MidwatchError } from "../../../shared/base/errors.ts";
import { quoteOutput } from "../../../shared/domain/format/quoteOutput.ts";

const status = z.object({
  message: z.string().default(""),
  reason: z.string().default(""),
  code: z.number().optional(),
  details: z
    .object({
      causes: z
        .array(
          z.object({ reason: z.string().default(""), message: z.string().default(""), field: z.string().default("") }),
        )
        .optional(),
    })
    .optional(),
});

/** `detail` of every failure that the API server told: its HTTP status, its reason, and the verb that RBAC denies. */
interface StatusDetail {
  readonly status: number;
  readonly reason: string;
  readonly verb?: string;
  readonly resource?: string;
  readonly namespace?: string;
}

/** A refusal of the API server as an error; `cluster` and `what` say where and what was asked. */
export function statusFailure(cluster: string, what: string, httpStatus: number, body: unknown): MidwatchError {
  const read = status.safeParse(body);
  const { message, reason, details, code } = read.success
    ? read.data
    : { message: quoteOutput(typeof body === "string" ? body : ""), reason: "", details: undefined, code: undefined };
  const answered = code ?? httpStatus;
  const causes = (details?.causes ?? []).map(({ field, message: why }) => (field === "" ? why : `${field}: ${why}`));
  const detail: StatusDetail = { status: answered, reason, ...deniedIn(message) };
  const fail = (errorCode: ErrorCode, text: string, retryable = false) =>
    new MidwatchError(errorCode, `${cluster}: ${text}`, { retryable, detail: { ...detail } });
  switch (answered) {
    case 401:
      return fail(
        "FORBIDDEN",
        "the credentials of its context are not accepted. Sign in anew, or choose another context",
      );
    case 403:
      return fail("FORBIDDEN", deniedText(message));
    case 404:
      // A group that no API server answers for is told in plain text.
      return fail("NOT_FOUND", read.success ? message : `the API for ${what} is not served there`);
    case 405:
    case 415:
      return fail("UNSUPPORTED", message);
    case 409:
      return fail("CONFLICT", message);
    case 410:
      return fail("REMOTE_FAILED", message, true);
    case 400:
    case 422:
      // Without causes the text may hold the whole object.
      return fail(
        "BAD_REQUEST",
        causes.length > 0 ? causes.join("; ") : answered === 400 ? message : `${what} is not valid`,
      );
    case 429:
      return fail("LIMIT", [message, ...causes].filter((words) => words !== "").join(" "), true);
    default:
      return fail("REMOTE_FAILED", `${what}: ${answered} ${message}`.trim(), answered >= 500);
  }
}

/** `... cannot patch resource "deployments/scale" in API group "apps" in the namespace "default"`. */
const denied =
  /User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)"(?: in the namespace "(?<namespace>[^"]+)")?/;

function deniedIn(message: string): Pick<StatusDetail, "verb" | "resource" | "namespace"> {
  const { verb, resource, namespace } = denied.exec(message)?.groups ?? {};
  return {
    ...(verb === undefined ? {} : { verb }),
    ...(resource === undefined ? {} : { resource }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function deniedText(message: string): string {
  const { user, verb, resource, group, namespace } = denied.exec(message)?.groups ?? {};
  if (verb === undefined) return message;
  const where = namespace === undefined ? "in the whole cluster" : `in ${namespace}`;
  const of = group ? `${resource} (${group})` : resource;
  return `${user} may not ${verb} ${of} ${where}. A role with the verb ${verb} on ${resource} has to be bound to that user`;
}
