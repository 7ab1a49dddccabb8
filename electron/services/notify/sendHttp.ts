import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { answerOf, retryAfterMs } from "../../../shared/domain/notify/answerOf.ts";
import type { NotifyMessage } from "../../../shared/domain/notify/message.ts";
import { secretNamed } from "../../../shared/domain/workspace/httpAccess.ts";
import type { HttpService } from "../http/types.ts";
import { type HttpChannel, httpRequestOf } from "./httpRequestOf.ts";
import type { OpenSecrets } from "./openSecrets.ts";
import type { Outcome } from "./types.ts";

const mostAnswerBytes = 64 * 1024;

/** One request to a channel. Rejects as HttpClient and `secrets.read` do, and with TemplateFailure. */
export async function sendHttp(
  channel: HttpChannel,
  message: NotifyMessage,
  {
    http,
    secrets,
    clock,
    timeoutMs,
    signal,
  }: {
    readonly http: Pick<HttpService, "server">;
    readonly secrets: OpenSecrets;
    readonly clock: Clock;
    readonly timeoutMs: number;
    readonly signal: CancelSignal;
  },
): Promise<Outcome> {
  const { name, via, tls } = channel;
  const { auth, headers } = "auth" in channel || "headers" in channel ? channel : {};
  // Read here too, so that no answer can show it.
  if (auth) await secrets.read(secretNamed(auth));
  const { method, contentType, body, query } = await httpRequestOf(channel, message, { secrets, nowMs: clock.nowMs() });
  const url = withQuery(await addressOf(channel.url, secrets), query);
  const client = http.server({ name, url, via, tls, auth, headers }, { maxConnections: 1 });
  try {
    const response = await client.request({
      ...{ operation: name, path: "", method, body, headers: { "content-type": contentType } },
      ...{ timeoutMs, maxBytes: mostAnswerBytes, signal },
    });
    const answer = answerOf(channel.kind, response.status, new TextDecoder().decode(response.body));
    if (answer.kind !== "retry") return answer;
    return { ...answer, waitMs: retryAfterMs(response.headers["retry-after"], clock.nowMs()) };
  } finally {
    client.dispose();
  }
}

async function addressOf(url: string, secrets: OpenSecrets): Promise<string> {
  if (!url.startsWith("secret:")) return url;
  const address = (await secrets.read(url)).trim();
  if (/^https?:\/\/[^\s/?#@]+(?:\/[^\s#]*)?$/.test(address)) return address;
  throw new MidwatchError(
    "BAD_REQUEST",
    `The secret ${url.slice(7)} is not an address such as https://hooks.slack.com/...`,
  );
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
