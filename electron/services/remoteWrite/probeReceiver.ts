import { MidwatchError } from "../../../shared/base/errors.ts";
import type { HttpClient } from "../http/types.ts";
import { createPoster } from "./postBatch.ts";
import { verdictOf } from "./verdict.ts";

/** No series at all: nothing of length 0, as snappy writes it. */
const nothing = Uint8Array.of(0);

/** Whether a receiver takes what is forwarded: it is sent a batch without samples. Rejects in its words where it does not. */
export async function probeReceiver(name: string, client: HttpClient, signal: AbortSignal): Promise<void> {
  const { status, text } = await createPoster(name, client)(nothing, signal);
  if (verdictOf({ status }).kind === "delivered") return;
  const said = text.trim().replaceAll(/\s+/g, " ").slice(0, 300);
  const answer = `${name} answered ${status}${said === "" ? "" : ` (${said})`}`;
  switch (status) {
    case 401:
    case 403:
      throw new MidwatchError("FORBIDDEN", `${answer}: it does not let this console write`);
    case 404:
    case 405:
      throw new MidwatchError(
        "NOT_FOUND",
        `${answer}: nothing takes remote write there. A Prometheus does with --web.enable-remote-write-receiver`,
      );
    default:
      throw new MidwatchError("REMOTE_FAILED", answer, { retryable: status >= 500 });
  }
}
