import { expect, it } from "vitest";
import { notifyHandlers } from "../../../electron/host/handlers/notify.ts";
import { createEncryptedFileSecrets } from "../../../electron/services/store/encryptedFileSecrets.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { contract } from "../../../shared/contract/contract.ts";
import { type AuditEvent, auditEntry } from "../../../shared/domain/audit/entry.ts";
import { putChannel } from "../../../shared/domain/workspace/editChannels.ts";
import { notifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { operator } from "../../builders/callers.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const text = `version: 1
name: x
notify:
  channels:
    - { name: pager, kind: pagerduty, routingKey: "secret:key" }
  people:
    - { name: ada, notify: [pager] }
  rotas:
    - { name: duty, zone: UTC, start: 2026-11-16, people: [ada] }
  routes:
    - { name: pages, notify: [pager], during: [{ from: "22:00", to: "07:00", zone: UTC }] }
`;

const blank = { seq: 1, atMs: 0, previous: "", hash: "", facts: {}, run: null, host: null, environment: null };

async function setUp({ maySpeak = true } = {}) {
  const audited: AuditEvent[] = [];
  const switched: boolean[] = [];
  const { file } = parseWorkspace(text, "midwatch.yaml");
  const secrets = await createEncryptedFileSecrets({ file: "/nowhere/secrets.json", passphrase: null });
  await secrets.set("key", "R0-hush");
  const saved: string[] = [];
  const none = new Emitter<never>().event;
  const handlers = notifyHandlers({
    clock: new ManualClock(),
    notify: {
      ...{ deliveries: () => [], onChange: none, problem: null, test: () => Promise.reject(new Error("not asked")) },
      ...{ retry() {}, close: async () => {}, dispose() {} },
    },
    workspace: {
      ...{ current: { folder: "/", file, problems: [] }, onChange: none },
      async putChannel(channel, replaces) {
        saved.push(putChannel(text, "midwatch.yaml", channel, replaces) ?? "refused");
        return "midwatch.yaml";
      },
      removeChannel: async () => "midwatch.yaml",
    },
    secrets,
    sending: {
      ...{ isOn: false, onChange: none },
      async set(isOn) {
        switched.push(isOn);
      },
    },
    audit: {
      append(event) {
        if (!maySpeak) throw new MidwatchError("STORE_FAILED", "the disk is full");
        audited.push(event);
        return auditEntry.parse({ ...blank, ...event });
      },
    },
    onAnnouncement: none,
  });
  return { handlers, secrets, saved, audited, switched };
}
const context = { signal: new AbortController().signal, caller: operator };

it("tells who is on call and what the routes say, never a secret", async () => {
  const { handlers } = await setUp();
  const items = handlers["notify.watch"]({}, context)[Symbol.asyncIterator]();
  const { value } = await items.next();
  // 2026-11-19 is in the first week.
  expect(value).toMatchObject({
    isOn: false,
    undelivered: null,
    rotas: [{ name: "duty", onCall: { person: "ada", untilMs: Date.UTC(2026, 10, 23, 9) } }],
    routes: [{ name: "pages", during: ["22:00 to 07:00 UTC"], from: "local", groupWaitMs: 10_000 }],
    channels: [{ name: "pager", routingKey: "secret:key" }],
  });
  expect(JSON.stringify(value)).not.toContain("hush");
  await items.return?.();
});

it("sends no kept secret to a new address, and keeps what is typed", async () => {
  const { handlers, secrets, saved } = await setUp();
  const elsewhere = notifyChannel.parse({
    name: "pager",
    kind: "pagerduty",
    routingKey: "secret:key",
    url: "https://evil.example/",
  });
  const save = (typed: Readonly<Record<string, string>>) =>
    handlers["notify.saveChannel"]({ channel: elsewhere, secrets: typed, replaces: "pager" }, context);
  await expect(save({})).rejects.toMatchObject({
    code: "FORBIDDEN",
    message: expect.stringContaining("Nothing was changed"),
  });
  await expect(save({ other: "x" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect(saved).toEqual([]);
  await save({ key: "R1" });
  expect(saved[0]).toContain("https://evil.example/");
  expect(await secrets.get("key")).toBe("R1");
});

it("lets viewers look, and nothing else", () => {
  const roles = Object.entries(contract).filter(([name]) => name.startsWith("notify."));
  for (const [name, { kind, role }] of roles)
    expect(`${name} ${role}`).toBe(`${name} ${kind === "stream" ? "viewer" : "operator"}`);
  expect(roles.length).toBeGreaterThan(5);
});

it("writes down who switched the pages on or off and who sent a test, before it is done", async () => {
  const { handlers, audited, switched } = await setUp();
  await handlers["notify.switch"]({ isOn: true }, context);
  await handlers["notify.test"]({ channel: "pager" }, context).catch(() => {});
  expect(switched).toEqual([true]);
  expect(audited).toMatchObject([
    { kind: "paging.switched", by: operator.name, facts: { isOn: true } },
    { kind: "paging.tested", by: operator.name, facts: { channel: "pager" } },
  ]);

  const mute = await setUp({ maySpeak: false });
  await expect(mute.handlers["notify.switch"]({ isOn: true }, context)).rejects.toMatchObject({ code: "STORE_FAILED" });
  expect(mute.switched).toEqual([]);
});
