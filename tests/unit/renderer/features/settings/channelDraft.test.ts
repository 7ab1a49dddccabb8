import { describe, expect, it } from "vitest";
import { channelDraftOf, readChannel } from "../../../../../renderer/features/settings/notify/channelDraft.ts";
import { type NotifyChannel, notifyChannel } from "../../../../../shared/domain/workspace/notifyChannel.ts";

const fresh = channelDraftOf(null);

describe("the form of a channel", () => {
  it("keeps what lets in as secrets that are called after it", () => {
    const typed = { ...fresh, name: "room ", address: " https://hooks.slack.com/services/T/B/x " };
    expect(readChannel(typed, null)).toEqual({
      ok: true,
      channel: { kind: "slack", name: "room", url: "secret:room-address" },
      secrets: { "room-address": "https://hooks.slack.com/services/T/B/x" },
    });
    const pager = readChannel({ ...fresh, kind: "pagerduty", name: "pager", routingKey: "R0" }, null);
    expect(pager).toMatchObject({
      channel: { routingKey: "secret:pager-key", url: "https://events.pagerduty.com/v2/enqueue" },
      secrets: { "pager-key": "R0" },
    });
  });

  it("says what is missing, at its field", () => {
    const problemsOf = (change: object) => {
      const read = readChannel({ ...fresh, ...change }, null);
      return read.ok ? null : Object.keys(read.problems).sort();
    };
    expect(problemsOf({})).toEqual(["address", "name"]);
    expect(problemsOf({ kind: "email", name: "m" })).toEqual(["from", "host", "to"]);
    expect(
      problemsOf({ kind: "email", name: "m", host: "h", from: "a@b.example", to: "c@d.example", user: "u" }),
    ).toEqual(["password"]);
    expect(problemsOf({ kind: "webhook", name: "w", url: "nowhere" })).toEqual(["url"]);
    expect(problemsOf({ kind: "webhook", name: "w", url: "https://w.example", signIn: "basic", token: "t" })).toEqual([
      "user",
    ]);
    expect(problemsOf({ kind: "gateway", name: "g", url: "https://g.example" })).toEqual(["template"]);
  });

  const channels: readonly NotifyChannel[] = [
    { kind: "desktop", name: "d" },
    { kind: "slack", name: "s", url: "secret:other" },
    { kind: "pagerduty", name: "p", routingKey: "secret:k", url: "https://pd.example/v2", via: "gpu-a01" },
    { kind: "feishu", name: "f", url: "secret:f", sign: "secret:fs" },
    { kind: "dingtalk", name: "t", url: "secret:t", tls: { ca: "ca.pem" } },
    { kind: "wecom", name: "c", url: "secret:c" },
    {
      ...{
        kind: "email",
        name: "m",
        host: "smtp.example",
        port: 465,
        security: "tls",
        user: "u",
        password: "secret:pw",
      },
      ...{ from: "a@b.example", to: ["c@d.example", "e@f.example"], tls: { serverName: "mail.example" } },
    },
    { kind: "webhook", name: "w", url: "secret:address", auth: { basic: { user: "u", password: "secret:b" } } },
    {
      ...{ kind: "gateway", name: "g", url: "https://g.example", auth: { bearer: "secret:g" }, method: "PUT" },
      ...{ contentType: "text/plain", template: "{{ .Title }}\n", headers: { "X-From": "midwatch" } },
    },
  ];
  it.each(channels)("gives a $kind channel back as it was", (channel) => {
    expect(readChannel(channelDraftOf(channel), notifyChannel.parse(channel))).toEqual({
      ok: true,
      channel,
      secrets: {},
    });
  });
});
