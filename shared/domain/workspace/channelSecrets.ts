import { secretNamed } from "./httpAccess.ts";
import type { NotifyChannel } from "./notifyChannel.ts";

/** A secret that a channel names, and where its value is sent; null where it only signs, or is the address itself. */
export interface ChannelSecret {
  /** Without `secret:`. */
  readonly name: string;
  readonly place: string | null;
}

export function secretsOfChannel(channel: NotifyChannel): readonly ChannelSecret[] {
  const own = (reference: string | undefined, place: string | null): readonly ChannelSecret[] =>
    reference?.startsWith("secret:") ? [{ name: reference.slice("secret:".length), place }] : [];
  switch (channel.kind) {
    case "desktop":
      return [];
    case "email":
      return own(channel.password, JSON.stringify([channel.host.toLowerCase(), channel.port]));
    case "pagerduty":
      return [...own(channel.url, null), ...own(channel.routingKey, placeOf(channel))];
    case "gateway":
    case "webhook":
      return [...own(channel.url, null), ...own(channel.auth && secretNamed(channel.auth), placeOf(channel))];
    case "feishu":
    case "dingtalk":
      return [...own(channel.url, null), ...own(channel.sign, null)];
    case "slack":
    case "wecom":
      return own(channel.url, null);
  }
}

/**
 * The secrets of a channel whose kept value would go where the workspace does not send it yet: whoever may name an address
 * could otherwise read every secret.
 */
export function secretsThatMove(known: readonly NotifyChannel[], channel: NotifyChannel): readonly string[] {
  const sent = new Set(known.flatMap(secretsOfChannel).map(({ name, place }) => JSON.stringify([name, place])));
  return secretsOfChannel(channel)
    .filter(({ name, place }) => place !== null && !sent.has(JSON.stringify([name, place])))
    .map(({ name }) => name);
}

function placeOf({ url, via }: { readonly url: string; readonly via?: string | undefined }): string {
  const [origin] = /^https?:\/\/[^/]+/.exec(url) ?? [url];
  return JSON.stringify([origin.toLowerCase(), via ?? null]);
}
