import type { ChannelKind } from "./channelDraft.ts";

export const channelKinds: readonly { readonly id: ChannelKind; readonly label: string }[] = [
  { id: "slack", label: "Slack" },
  { id: "pagerduty", label: "PagerDuty" },
  { id: "email", label: "Email" },
  { id: "gateway", label: "SMS or other gateway" },
  { id: "webhook", label: "Webhook" },
  { id: "feishu", label: "Feishu" },
  { id: "dingtalk", label: "DingTalk" },
  { id: "wecom", label: "WeCom" },
  { id: "desktop", label: "Desktop" },
];

export function kindLabel(kind: ChannelKind): string {
  return channelKinds.find(({ id }) => id === kind)?.label ?? kind;
}
