import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { readTrust } from "../../../electron/services/http/readTrust.ts";
import { createDeliver, type DeliverDependencies } from "../../../electron/services/notify/createDeliver.ts";
import { dingtalkSignature, feishuSignature } from "../../../electron/services/notify/httpRequestOf.ts";
import { notifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";
import { buildMessage } from "../../builders/notify.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { selfSigned } from "../../harness/certificate.ts";
import { freePort } from "../../harness/freePort.ts";
import { type HttpSink, startHttpSink } from "../../harness/httpSink.ts";
import { startSmtpSink } from "../../harness/smtpSink.ts";

const folder = mkdtempSync(join(tmpdir(), "midwatch-notify-"));
const certificate = selfSigned(folder, "sink", ["localhost", "IP:127.0.0.1"]);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const values = new Map<string, string>();
let isLocked = false;
const secrets = {
  async get(name: string) {
    if (isLocked) throw new Error("the keychain is locked");
    return values.get(name) ?? null;
  },
};
const clock = new ManualClock();
let shown: string[] = [];
let isWatched = true;
const parts: DeliverDependencies = {
  ...{ clock, secrets, timeoutMs: 15_000 },
  http: createHttpService({ secrets, workspaceFolder: folder, dial: dialServer(() => null) }),
  readTrust: (tls) => readTrust(tls, folder),
  announce({ title }) {
    if (isWatched) shown.push(title);
    return isWatched;
  },
};
const deliver = createDeliver(parts);
/** The same, without patience. */
const deliverSoon = createDeliver({ ...parts, timeoutMs: 1000 });
const send = (raw: unknown, signal = new AbortController().signal) =>
  deliver(notifyChannel.parse(raw), buildMessage(), signal);

beforeEach(() => {
  values.clear();
  shown = [];
  isWatched = true;
});

async function sink(secure = false): Promise<HttpSink> {
  const started = await startHttpSink(secure ? certificate : undefined);
  ends.push(() => started.close());
  return started;
}

describe("channels that speak HTTP", () => {
  it("post to Slack at an address that is a secret, and never show it", async () => {
    const slack = await sink();
    values.set("room", `${slack.origin}/services/T0/B0/hushhush`);
    expect(await send({ kind: "slack", name: "room", url: "secret:room" })).toEqual({
      kind: "delivered",
      reason: null,
    });
    expect(slack.requests[0]).toMatchObject({ method: "POST", path: "/services/T0/B0/hushhush" });
    expect(JSON.parse(slack.requests[0]?.body ?? "")).toHaveProperty("blocks");

    slack.answerNext({ status: 404, body: "no_service at /services/T0/B0/hushhush" });
    const refused = await send({ kind: "slack", name: "room", url: "secret:room" });
    expect(refused.kind).toBe("refused");
    expect(JSON.stringify(refused)).not.toContain("hushhush");
    slack.answerNext({ status: 302, headers: { location: "/services/T0/B0/hushhush/moved" } });
    expect(JSON.stringify(await send({ kind: "slack", name: "room", url: "secret:room" }))).not.toContain("hushhush");
  });

  it("wait as long as a 429 asks, and try again after 5xx", async () => {
    const hook = await sink();
    const channel = { kind: "webhook", name: "hook", url: `${hook.origin}/in` };
    hook.answerNext({ status: 429, headers: { "retry-after": "40" } }, { status: 503, body: "later" });
    expect(await send(channel)).toEqual({ kind: "retry", reason: "HTTP 429", waitMs: 40_000 });
    expect(await send(channel)).toEqual({ kind: "retry", reason: "HTTP 503: later", waitMs: null });
    expect((await send(channel)).kind).toBe("delivered");
  });

  it("are unsure of what went out and was not answered, unless the other side knows it again", async () => {
    const cutting = await sink();
    values.set("room", `${cutting.origin}/x`);
    values.set("key", "R0");
    cutting.answerNext("cut", "cut");
    const slack = await send({ kind: "slack", name: "room", url: "secret:room" });
    expect(slack).toMatchObject({ kind: "unsure", reason: expect.stringContaining("may have arrived") });
    const pager = await send({ kind: "pagerduty", name: "p", routingKey: "secret:key", url: `${cutting.origin}/v2` });
    expect(pager.kind).toBe("retry");
    expect(cutting.requests).toHaveLength(2);
  });

  it("can be tried again when nobody listens, or a secret is missing", async () => {
    const channel = { kind: "webhook", name: "hook", url: `http://127.0.0.1:${await freePort()}/in` };
    expect(await send(channel)).toMatchObject({ kind: "retry", reason: expect.stringContaining("cannot be reached") });
    expect(await send({ kind: "slack", name: "room", url: "secret:room" })).toMatchObject({
      kind: "retry",
      reason: "The secret room has no value here: set it in Settings",
    });
    isLocked = true;
    expect(await send({ kind: "slack", name: "room", url: "secret:room" })).toMatchObject({
      ...{ kind: "retry", reason: "The secret room cannot be read now: the keychain is locked" },
    });
    isLocked = false;
    values.set("room", "hunter2");
    const odd = await send({ kind: "slack", name: "room", url: "secret:room" });
    expect(odd).toMatchObject({ kind: "refused", reason: expect.stringContaining("is not an address") });
  });

  it("send nothing to a certificate that nobody vouches for", async () => {
    const strange = await sink(true);
    const channel = { kind: "webhook", name: "hook", url: `${strange.origin}/in` };
    expect(await send(channel)).toMatchObject({ kind: "refused", reason: expect.stringContaining("not trusted") });
    expect(strange.requests).toEqual([]);
    expect((await send({ ...channel, tls: { ca: "sink.crt" } })).kind).toBe("delivered");
  });

  it("wait for an answer so long and no longer", async () => {
    const silent = await sink();
    values.set("room", `${silent.origin}/x`);
    silent.answerNext("silence", "silence");
    const soon = (raw: unknown) => deliverSoon(notifyChannel.parse(raw), buildMessage(), new AbortController().signal);
    expect(await soon({ kind: "slack", name: "room", url: "secret:room" })).toMatchObject({
      ...{ kind: "unsure", reason: expect.stringContaining("no answer within 1 s") },
    });
    expect((await soon({ kind: "webhook", name: "hook", url: `${silent.origin}/in` })).kind).toBe("retry");
  });

  it("end when they are cancelled", async () => {
    const silent = await sink();
    silent.answerNext("silence");
    const abort = new AbortController();
    const sending = send({ kind: "webhook", name: "hook", url: `${silent.origin}/in` }, abort.signal);
    await expect.poll(() => silent.requests.length, { timeout: 15_000 }).toBe(1);
    abort.abort();
    await expect(sending).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it("fill a gateway's template and sign in", async () => {
    const sms = await sink();
    values.set("sms", "token-1234");
    const channel = {
      ...{ kind: "gateway", name: "sms", url: `${sms.origin}/send`, method: "PUT", contentType: "text/plain" },
      ...{ auth: { bearer: "secret:sms" }, headers: { "X-Sender": "midwatch" }, template: "{{ .Title }}" },
    };
    expect((await send(channel)).kind).toBe("delivered");
    expect(sms.requests[0]).toMatchObject({
      ...{ method: "PUT", path: "/send", body: "CRITICAL: gpu-c11 GPU 5: fell off the bus" },
      headers: { authorization: "Bearer token-1234", "x-sender": "midwatch", "content-type": "text/plain" },
    });
    sms.answerNext({ status: 403, body: "token-1234 may not" });
    expect(await send(channel)).toEqual({ kind: "refused", reason: "HTTP 403: [hidden] may not" });
  });

  it("sign for Feishu and DingTalk, and hear of their refusals", async () => {
    const chat = await sink();
    values.set("hook", `${chat.origin}/robot/send?access_token=abc`);
    values.set("sign", "SEC000");
    const ok = { status: 200, body: '{"errcode":0,"errmsg":"ok"}' };
    chat.answerNext(ok, { status: 200, body: '{"code":0}' }, ok, { status: 200, body: '{"errcode":310000}' });
    const robot = { name: "chat", url: "secret:hook" };
    expect((await send({ kind: "dingtalk", ...robot, sign: "secret:sign" })).kind).toBe("delivered");
    const query = new URL(chat.requests[0]?.path ?? "", chat.origin).searchParams;
    const { timestamp, sign } = dingtalkSignature("SEC000", clock.nowMs());
    expect(Object.fromEntries(query)).toEqual({ access_token: "abc", timestamp, sign });
    expect((await send({ kind: "feishu", ...robot, sign: "secret:sign" })).kind).toBe("delivered");
    expect(JSON.parse(chat.requests[1]?.body ?? "")).toMatchObject(feishuSignature("SEC000", clock.nowMs()));
    expect((await send({ kind: "wecom", ...robot })).kind).toBe("delivered");
    expect((await send({ kind: "wecom", ...robot })).kind).toBe("refused");
  });

  it("show notifications where somebody watches", async () => {
    expect((await send({ kind: "desktop", name: "here" })).kind).toBe("delivered");
    expect(shown).toEqual(["CRITICAL: gpu-c11 GPU 5: fell off the bus"]);
    isWatched = false;
    expect((await send({ kind: "desktop", name: "here" })).kind).toBe("retry");
  });
});

describe("mail", () => {
  const mailTo = (port: number, more: object = {}) => ({
    ...{ kind: "email", name: "mail", host: "127.0.0.1", port, from: "midwatch@example.org", to: ["a@example.org"] },
    ...more,
  });

  async function server(options: Parameters<typeof startSmtpSink>[0] = {}) {
    const started = await startSmtpSink(options);
    ends.push(() => started.close());
    return started;
  }

  it("goes out over STARTTLS and TLS, signed in, with one thread for a group", async () => {
    values.set("smtp", "pass-word");
    const signIn = { user: "midwatch", password: "secret:smtp", tls: { ca: "sink.crt" } };
    const starttls = await server({ certificate, password: "pass-word" });
    expect(await send(mailTo(starttls.port, signIn))).toEqual({ kind: "delivered", reason: null });
    expect(starttls.mails[0]).toMatchObject({
      ...{ from: "midwatch@example.org", to: ["a@example.org"], secure: true, user: "midwatch" },
      text: expect.stringContaining("Subject: CRITICAL: gpu-c11 GPU 5: fell off the bus"),
    });
    expect(starttls.mails[0]?.text).toMatch(/^Message-ID: <[0-9a-f]{16}\.firing\.\d+@midwatch>$/m);
    expect(starttls.mails[0]?.text).toMatch(/^References: <[0-9a-f]{16}@midwatch>$/m);
    expect(starttls.mails[0]?.text).toContain("Auto-Submitted: auto-generated");
    const tls = await server({ certificate, tlsFromStart: true, password: "pass-word" });
    expect((await send(mailTo(tls.port, { ...signIn, security: "tls" }))).kind).toBe("delivered");
    expect(tls.mails[0]?.secure).toBe(true);
  });

  it("goes to nobody in the clear unless asked to, nor to a strange certificate", async () => {
    const plain = await server();
    expect(await send(mailTo(plain.port))).toMatchObject({ kind: expect.stringMatching(/refused|retry/) });
    expect(plain.mails).toEqual([]);
    expect((await send(mailTo(plain.port, { security: "none" }))).kind).toBe("delivered");
    const strange = await server({ certificate });
    expect(await send(mailTo(strange.port))).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("certificate"),
    });
    expect(strange.mails).toEqual([]);
  });

  it("tells a wrong password, a full mailbox and a mailbox that is none apart", async () => {
    values.set("smtp", "wrong-one");
    const locked = await server({ certificate, password: "pass-word" });
    const refused = await send(
      mailTo(locked.port, { user: "midwatch", password: "secret:smtp", tls: { ca: "sink.crt" } }),
    );
    expect(refused).toMatchObject({ kind: "refused", reason: expect.stringContaining("535") });
    expect(JSON.stringify(refused)).not.toContain("wrong-one");
    const open = await server();
    open.answerNext("RCPT", "452 4.2.2 mailbox full");
    expect((await send(mailTo(open.port, { security: "none" }))).kind).toBe("retry");
    open.answerNext("RCPT", "550 5.1.1 no such mailbox");
    expect((await send(mailTo(open.port, { security: "none" }))).kind).toBe("refused");
    open.answerNext("RCPT", "550 5.1.1 no such mailbox");
    expect(await send(mailTo(open.port, { security: "none", to: ["gone@example.org", "a@example.org"] }))).toEqual({
      ...{ kind: "delivered", reason: "Not taken for gone@example.org" },
    });
  });

  it("is unsure when the connection ends after the text, and not before", async () => {
    const open = await server();
    open.answerNext("CONNECT", "cut");
    expect((await send(mailTo(open.port, { security: "none" }))).kind).toBe("retry");
    open.answerNext(".", "cut");
    expect((await send(mailTo(open.port, { security: "none" }))).kind).toBe("unsure");
    expect((await send(mailTo(await freePort(), { security: "none" }))).kind).toBe("retry");
    const soon = () =>
      deliverSoon(
        notifyChannel.parse(mailTo(open.port, { security: "none" })),
        buildMessage(),
        new AbortController().signal,
      );
    open.answerNext("CONNECT", "silence");
    expect((await soon()).kind).toBe("retry");
    open.answerNext(".", "silence");
    expect((await soon()).kind).toBe("unsure");
  });
});
