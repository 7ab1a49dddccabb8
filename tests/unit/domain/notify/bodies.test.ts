import { describe, expect, it } from "vitest";
import { dingtalkBody, feishuBody, wecomBody } from "../../../../shared/domain/notify/bodies/chatBodies.ts";
import { gatewayBody, templateProblem } from "../../../../shared/domain/notify/bodies/gatewayBody.ts";
import { pagerdutyBody } from "../../../../shared/domain/notify/bodies/pagerdutyBody.ts";
import { slackBody } from "../../../../shared/domain/notify/bodies/slackBody.ts";
import { webhookBody } from "../../../../shared/domain/notify/bodies/webhookBody.ts";
import { testMessage, textOf, titleOf } from "../../../../shared/domain/notify/message.ts";
import { buildMessage, gpuAlert } from "../../../builders/notify.ts";

const told = (host: string, over: object = {}) => {
  const { id, name, severity, labels, annotations, sinceMs } = gpuAlert(host);
  return { id, name, severity, labels, annotations, sinceMs, endedMs: null, claimedBy: null, ...over };
};
const one = buildMessage();
const ended = buildMessage({ kind: "resolved", alerts: [told("gpu-c11", { endedMs: Date.UTC(2026, 10, 26, 2, 40) })] });
const many = buildMessage({ alerts: Array.from({ length: 60 }, (_, i) => told(`gpu-${i}`)) });

describe("words", () => {
  it("say what happened where, for how long, and why they are sent", () => {
    expect(textOf(one)).toBe(
      "CRITICAL: gpu-c11 GPU 5: fell off the bus\nXid 79: the driver lost it.\nsince 2026-11-26 02:14 UTC, Lab",
    );
    expect(textOf(ended)).toContain("RESOLVED: gpu-c11 GPU 5: fell off the bus");
    expect(textOf(ended)).toContain("since 2026-11-26 02:14 UTC until 2026-11-26 02:40 UTC");
    expect(titleOf({ ...one, kind: "escalated" })).toMatch(/^UNCLAIMED CRITICAL: /);
    expect(titleOf({ ...one, kind: "repeat" })).toMatch(/^STILL CRITICAL: /);
    expect(titleOf({ ...one, kind: "acknowledged", claimedBy: "ada" })).toMatch(/^CLAIMED by ada: /);
  });

  it("name ten of a storm and count the rest", () => {
    expect(titleOf(many)).toBe("CRITICAL: 60 alerts, such as gpu-0 GPU 5: fell off the bus");
    expect(many.alerts).toHaveLength(50);
    expect(textOf(many).split("\n")).toHaveLength(13);
    expect(textOf(many)).toContain("and 50 more");
  });

  it("tell which of several ended", () => {
    const mixed = buildMessage({ kind: "more", alerts: [told("a"), told("b", { endedMs: 5 })] });
    expect(textOf(mixed)).toContain("firing: a GPU 5: fell off the bus\nended: b GPU 5: fell off the bus");
  });
});

describe("PagerDuty Events v2", () => {
  it("triggers with what its API asks for, then acknowledges and resolves by the same key", () => {
    expect(pagerdutyBody(one, "R0")).toEqual({
      ...{ routing_key: "R0", event_action: "trigger", dedup_key: expect.stringMatching(/^midwatch-[0-9a-f]{16}$/) },
      client: "Midwatch",
      payload: {
        summary: "CRITICAL: gpu-c11 GPU 5: fell off the bus",
        ...{ source: "gpu-c11 GPU 5", severity: "critical", timestamp: "2026-11-26T02:14:00.000Z" },
        ...{ class: "GpuLost", group: "pages" },
        custom_details: {
          workspace: "Lab",
          alerts: ["gpu-c11 GPU 5: fell off the bus"],
          labels: { alertname: "GpuLost", instance: "gpu-c11", gpu: "5", severity: "critical" },
        },
      },
    });
    const keyOf = (body: unknown) => (body as { dedup_key: string }).dedup_key;
    for (const [kind, action] of [
      ["acknowledged", "acknowledge"],
      ["resolved", "resolve"],
    ] as const) {
      const body = pagerdutyBody({ ...one, kind }, "R0");
      expect(body).toEqual({ routing_key: "R0", event_action: action, dedup_key: keyOf(pagerdutyBody(one, "R0")) });
    }
    const other = buildMessage({ groupLabels: { alertname: "GpuHot" } });
    expect(keyOf(pagerdutyBody(other, "R0"))).not.toBe(keyOf(pagerdutyBody(one, "R0")));
    const escalated = pagerdutyBody({ ...one, kind: "escalated" }, "R0");
    expect(keyOf(escalated), "a step of the escalation is the same incident").toBe(keyOf(pagerdutyBody(one, "R0")));
  });

  it("keeps to 1024 characters of summary, and tries with a key of its own", () => {
    const long = buildMessage({ alerts: [told("x".repeat(3000))] });
    expect((pagerdutyBody(long, "R0") as { payload: { summary: string } }).payload.summary.length).toBeLessThanOrEqual(
      1024,
    );
    const tried = pagerdutyBody(testMessage("Lab", "ada", 7), "R0");
    expect(tried).toMatchObject({
      dedup_key: "midwatch-test-7",
      event_action: "trigger",
      payload: { severity: "info" },
    });
  });
});

describe("Slack", () => {
  it("has blocks, a text without them, and none of the signs that Slack reads itself", () => {
    const evil = buildMessage({
      alerts: [told("a", { annotations: { summary: "<!channel> & co", description: "see <https://evil|here>" } })],
    });
    const text = JSON.stringify(slackBody(evil));
    expect(text).not.toMatch(/<[!@#h]/);
    expect(slackBody(one)).toMatchObject({
      text: "CRITICAL: gpu-c11 GPU 5: fell off the bus",
      blocks: [
        { type: "header", text: { type: "plain_text", text: "CRITICAL: gpu-c11 GPU 5: fell off the bus" } },
        { type: "section", text: { type: "mrkdwn", text: "Xid 79: the driver lost it.", verbatim: true } },
        { type: "context", elements: [{ type: "mrkdwn", text: "Lab, since 2026-11-26 02:14 UTC" }] },
      ],
    });
  });

  it("keeps to the lengths that it takes", () => {
    const long = buildMessage({ alerts: [told("h".repeat(400), { annotations: { description: "&".repeat(5000) } })] });
    const { blocks } = slackBody(long) as { blocks: { type: string; text?: { text: string } }[] };
    expect(blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
    expect(blocks[1]?.text?.text.length).toBeLessThanOrEqual(3000);
    expect(blocks[1]?.text?.text).toMatch(/;\u2026$/);
  });
});

describe("an Alertmanager's webhook", () => {
  it("is of version 4", () => {
    expect(webhookBody(one, "hook")).toEqual({
      ...{ version: "4", groupKey: '["pages",[["alertname","GpuLost"]]]', truncatedAlerts: 0, status: "firing" },
      ...{ receiver: "hook", groupLabels: { alertname: "GpuLost" }, externalURL: "" },
      commonLabels: { alertname: "GpuLost", instance: "gpu-c11", gpu: "5", severity: "critical" },
      commonAnnotations: { summary: "fell off the bus", description: "Xid 79: the driver lost it." },
      alerts: [
        {
          ...{ status: "firing", fingerprint: "id-gpu-c11", generatorURL: "" },
          labels: { alertname: "GpuLost", instance: "gpu-c11", gpu: "5", severity: "critical" },
          annotations: { summary: "fell off the bus", description: "Xid 79: the driver lost it." },
          ...{ startsAt: "2026-11-26T02:14:00.000Z", endsAt: "0001-01-01T00:00:00Z" },
        },
      ],
    });
    expect(webhookBody(ended, "hook")).toMatchObject({
      status: "resolved",
      alerts: [{ status: "resolved", endsAt: "2026-11-26T02:40:00.000Z" }],
    });
    expect(webhookBody(many, "hook")).toMatchObject({ truncatedAlerts: 10, commonLabels: { gpu: "5" } });
    expect(webhookBody(many, "hook")).not.toHaveProperty("commonLabels.instance");
  });
});

describe("robots of group chats", () => {
  it("get what each of them takes", () => {
    const signature = { timestamp: "1", sign: "s" };
    expect(feishuBody(one, signature)).toMatchObject({
      ...signature,
      msg_type: "interactive",
      card: { header: { template: "red", title: { tag: "plain_text", content: titleOf(one) } } },
    });
    expect(feishuBody(ended, null)).toMatchObject({ card: { header: { template: "green" } } });
    expect(feishuBody(one, null)).not.toHaveProperty("sign");
    expect(dingtalkBody(one)).toEqual({ msgtype: "text", text: { content: textOf(one) } });
    const { text } = wecomBody(
      buildMessage({ alerts: [told("主", { annotations: { description: "热".repeat(3000) } })] }),
    ) as {
      text: { content: string };
    };
    expect(Buffer.byteLength(text.content)).toBeLessThanOrEqual(2048);
    expect(text.content).toContain("CRITICAL: 主");
  });
});

describe("a gateway's template", () => {
  it("writes JSON and forms of whatever labels hold", () => {
    const quoted = buildMessage({ alerts: [told("a", { annotations: { summary: 'say "no"\n', description: "" } })] });
    const body = gatewayBody(quoted, '{"to": "+49", "text": {{ json .Title }}, "n": {{ len .Alerts }}}');
    expect(JSON.parse(body)).toEqual({ to: "+49", text: titleOf(quoted), n: 1 });
    expect(gatewayBody(one, "To=%2B49&Body={{ urlquery .Title }}")).toBe(
      "To=%2B49&Body=CRITICAL%3A+gpu-c11+GPU+5%3A+fell+off+the+bus",
    );
    expect(gatewayBody(one, "{{ range .Alerts }}{{ .Labels.instance }} {{ .Status }}{{ end }}")).toBe("gpu-c11 firing");
  });

  it("is refused before it is needed", () => {
    expect(templateProblem("{{ .Title }}")).toBeNull();
    expect(templateProblem("{{ .Title ")).toContain("unclosed");
    expect(templateProblem("{{ shell .Title }}")).toContain("shell");
  });
});
