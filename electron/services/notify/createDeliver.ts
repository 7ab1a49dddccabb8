import { cancelled } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../../shared/base/errors.ts";
import type { Announcement } from "../../../shared/domain/alerts/news/announcement.ts";
import { type NotifyMessage, textOf, titleOf } from "../../../shared/domain/notify/message.ts";
import type { NotifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";
import type { HttpService } from "../http/types.ts";
import type { SecretStore } from "../store/types.ts";
import { type OpenSecrets, openSecrets } from "./openSecrets.ts";
import { sendHttp } from "./sendHttp.ts";
import { type MailTools, sendMail } from "./sendMail.ts";
import type { Deliver, Outcome } from "./types.ts";

export interface DeliverDependencies {
  readonly clock: Clock;
  readonly http: Pick<HttpService, "server">;
  readonly secrets: Pick<SecretStore, "get">;
  readonly readTrust: MailTools["readTrust"];
  /** How long the other side may be silent. */
  readonly timeoutMs: number;
  /** Shows a notification to whoever sits at this console; false where nobody does. */
  readonly announce: (announcement: Announcement) => boolean;
}

/** Sends to channels of every kind. Whatever goes wrong is an outcome, in words that hold no secret. */
export function createDeliver({ clock, http, secrets, readTrust, timeoutMs, announce }: DeliverDependencies): Deliver {
  return async (channel, message, signal) => {
    const opened = openSecrets(secrets);
    try {
      const outcome = await attempt(channel, message, { secrets: opened, signal });
      return outcome.reason === null ? outcome : { ...outcome, reason: opened.mask(outcome.reason) };
    } catch (error) {
      const outcome = failureOf(error, channel);
      if (signal.aborted && outcome.kind !== "unsure") throw cancelled(signal);
      return { ...outcome, reason: opened.mask(outcome.reason) };
    }
  };

  function attempt(
    channel: NotifyChannel,
    message: NotifyMessage,
    tools: { readonly secrets: OpenSecrets; readonly signal: Parameters<Deliver>[2] },
  ): Promise<Outcome> {
    if (channel.kind === "desktop") return Promise.resolve(shown(message));
    if (channel.kind === "email") return sendMail(channel, message, { ...tools, readTrust, timeoutMs });
    return sendHttp(channel, message, { ...tools, http, clock, timeoutMs });
  }

  function shown(message: NotifyMessage): Outcome {
    const [, ...rest] = textOf(message).split("\n");
    if (announce({ title: titleOf(message), body: rest.join("\n") })) return { kind: "delivered", reason: null };
    const reason = "No window or page of this console is open, so nobody would see it";
    return { kind: "retry", reason, waitMs: null };
  }
}

/** Who knows a message again by its key may get it twice; for all others once is enough. */
export function knowsTwins({ kind }: NotifyChannel): boolean {
  return kind === "pagerduty" || kind === "webhook";
}

function failureOf(error: unknown, channel: NotifyChannel): Outcome & { readonly reason: string } {
  const reason = errorText(error);
  if (!isMidwatchError(error)) return { kind: "refused", reason };
  if (error.detail.mayHaveArrived === true && !knowsTwins(channel)) {
    return { kind: "unsure", reason: `${reason}: it may have arrived, so it is not sent again by itself` };
  }
  return error.retryable ? { kind: "retry", reason, waitMs: null } : { kind: "refused", reason };
}
