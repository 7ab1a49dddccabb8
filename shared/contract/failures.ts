import { errorText, isMidwatchError, MidwatchError } from "../base/errors.ts";
import type { ContractServerOptions } from "./handlers.ts";

const referenceLength = 8;

/** What the client is told about something a handler threw. Bugs are logged here, once, and told as a reference only. */
export function tellable(
  thrown: unknown,
  name: string,
  signal: AbortSignal,
  { log, random }: Pick<ContractServerOptions, "log" | "random">,
): MidwatchError {
  if (isMidwatchError(thrown)) return thrown;
  if (signal.aborted) return new MidwatchError("CANCELLED", `${name} was cancelled`);
  const reference = newReference(random);
  log.error("A request failed in a way nobody expected", {
    name,
    reference,
    error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : errorText(thrown),
  });
  return new MidwatchError(
    "INTERNAL",
    `${name} failed because of an error in Midwatch itself; its log has the details under ${reference}`,
    { detail: { reference } },
  );
}

function newReference(random: () => number): string {
  const digits = Array.from({ length: referenceLength }, () => Math.floor(random() * 36).toString(36));
  return digits.join("");
}
