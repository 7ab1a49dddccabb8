import { createHmac } from "node:crypto";
import { dingtalkBody, feishuBody, wecomBody } from "../../../shared/domain/notify/bodies/chatBodies.ts";
import { gatewayBody } from "../../../shared/domain/notify/bodies/gatewayBody.ts";
import { pagerdutyBody } from "../../../shared/domain/notify/bodies/pagerdutyBody.ts";
import { slackBody } from "../../../shared/domain/notify/bodies/slackBody.ts";
import { webhookBody } from "../../../shared/domain/notify/bodies/webhookBody.ts";
import type { NotifyMessage } from "../../../shared/domain/notify/message.ts";
import type { NotifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";
import type { OpenSecrets } from "./openSecrets.ts";

export type HttpChannel = Exclude<NotifyChannel, { readonly kind: "desktop" | "email" }>;

/** What is sent to a channel that speaks HTTP; its address is not in it. */
interface ChannelRequest {
  readonly method: "POST" | "PUT";
  readonly contentType: string;
  readonly body: string;
  /** Goes with the address. */
  readonly query: Readonly<Record<string, string>>;
}

/** Rejects as `secrets.read` does; throws TemplateFailure for a gateway's template that fails. */
export async function httpRequestOf(
  channel: HttpChannel,
  message: NotifyMessage,
  { secrets, nowMs }: { readonly secrets: OpenSecrets; readonly nowMs: number },
): Promise<ChannelRequest> {
  switch (channel.kind) {
    case "slack":
      return json(slackBody(message));
    case "pagerduty":
      return json(pagerdutyBody(message, await secrets.read(channel.routingKey)));
    case "webhook":
      return json(webhookBody(message, channel.name));
    case "gateway": {
      const { method, contentType, template } = channel;
      return { method, contentType, body: gatewayBody(message, template), query: {} };
    }
    case "feishu": {
      const { sign } = channel;
      return json(feishuBody(message, sign === undefined ? null : feishuSignature(await secrets.read(sign), nowMs)));
    }
    case "dingtalk": {
      const { sign } = channel;
      return json(dingtalkBody(message), sign === undefined ? {} : dingtalkSignature(await secrets.read(sign), nowMs));
    }
    case "wecom":
      return json(wecomBody(message));
  }
}

/** Feishu signs nothing with a key made of the time, in seconds, and its secret. */
export function feishuSignature(secret: string, nowMs: number) {
  const timestamp = String(Math.floor(nowMs / 1000));
  return { timestamp, sign: createHmac("sha256", `${timestamp}\n${secret}`).digest("base64") };
}

/** DingTalk signs the time, in milliseconds, and its secret with that secret. */
export function dingtalkSignature(secret: string, nowMs: number) {
  const timestamp = String(Math.round(nowMs));
  return { timestamp, sign: createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64") };
}

function json(body: unknown, query: ChannelRequest["query"] = {}): ChannelRequest {
  return { method: "POST", contentType: "application/json", body: JSON.stringify(body), query };
}
