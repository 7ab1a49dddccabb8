import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Outcome } from "../../../electron/services/notify/types.ts";
import { gpuAlert } from "../../builders/notify.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { startNotify } from "../../harness/notifyLab.ts";

const room = { kind: "slack", name: "room", url: "secret:room" };
const pager = { kind: "pagerduty", name: "pager", routingKey: "secret:key" };
const notify = { channels: [room, pager], routes: [{ name: "pages", notify: ["room"], groupWait: "0s" }] };
const delivered: Outcome = { kind: "delivered", reason: null };
const a = gpuAlert("gpu-a");

let folder: string;
let clock: ManualClock;
/** What was sent, and what is answered next. */
let sent: string[];
let outcomes: (Outcome | "never")[];
let ends: (() => Promise<void>)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-notify-"));
  clock = new ManualClock();
  sent = [];
  outcomes = [];
  ends = [];
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  rmSync(folder, { recursive: true, force: true });
});

function start(more: { notify?: unknown; isOn?: boolean } = {}) {
  const lab = startNotify({
    ...{ folder, notify, clock, ...more },
    async deliver(channel, message, signal) {
      sent.push(`${message.kind} to ${channel.name}`);
      const outcome = outcomes.shift() ?? delivered;
      if (outcome !== "never") return outcome;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("ended"))));
    },
  });
  let closing: Promise<void> | null = null;
  const close = async () => {
    closing ??= lab.service.close();
    // What is on its way gets a few seconds.
    await clock.advance(5000);
    await closing;
  };
  ends.push(close);
  return { ...lab, close, states: () => lab.service.deliveries(10).map(({ kind, state }) => `${kind} ${state}`) };
}

describe("sending", () => {
  it("is off until this console is told to, and then tells what still fires", async () => {
    const lab = start({ isOn: false });
    lab.setAlerts([a]);
    await clock.advance(600_000);
    expect(sent).toEqual([]);
    lab.turn(true);
    await clock.advance(3000);
    expect(sent).toEqual(["firing to room"]);
  });

  it("sends nothing without routes", async () => {
    const lab = start({ notify: { channels: [room] } });
    lab.setAlerts([a]);
    await clock.advance(600_000);
    expect(lab.service.deliveries(10)).toEqual([]);
  });

  it("tries again later and later, never sooner than asked, and gives up after an hour", async () => {
    const lab = start();
    outcomes = [
      { kind: "retry", reason: "HTTP 503", waitMs: null },
      { kind: "retry", reason: "HTTP 429", waitMs: 120_000 },
    ];
    lab.setAlerts([a]);
    await clock.advance(1000);
    expect(sent).toHaveLength(1);
    expect(lab.service.deliveries(1)[0]).toMatchObject({ state: "waiting", attempts: 1, reason: "HTTP 503" });
    await clock.advance(3000);
    expect(sent).toHaveLength(2);
    await clock.advance(100_000);
    expect(sent).toHaveLength(2);
    await clock.advance(30_000);
    expect(sent).toHaveLength(3);
    expect(lab.states()).toEqual(["firing delivered"]);

    outcomes = Array.from({ length: 50 }, () => ({ kind: "retry", reason: "HTTP 500", waitMs: null }) as const);
    lab.setAlerts([]);
    await clock.advance(2 * 3_600_000);
    const [end] = lab.service.deliveries(1);
    expect(end).toMatchObject({
      kind: "resolved",
      state: "failed",
      reason: expect.stringMatching(/^Given up after \d+ attempts: HTTP 500$/),
    });
    expect(end?.attempts).toBeGreaterThan(10);
  });

  it("never tells an end before its beginning", async () => {
    const lab = start();
    outcomes = [{ kind: "retry", reason: "HTTP 503", waitMs: 300_000 }];
    lab.setAlerts([a]);
    await clock.advance(1000);
    lab.setAlerts([]);
    await clock.advance(120_000);
    expect(lab.states()).toEqual(["resolved waiting", "firing waiting"]);
    expect(sent).toHaveLength(1);
    await clock.advance(300_000);
    expect(sent).toEqual(["firing to room", "firing to room", "resolved to room"]);
  });

  it("keeps what failed and what is unsure for somebody to send again", async () => {
    const lab = start();
    outcomes = [{ kind: "refused", reason: "HTTP 404" }];
    lab.setAlerts([a]);
    await clock.advance(1000);
    const [failed] = lab.service.deliveries(1);
    expect(failed).toMatchObject({ state: "failed", reason: "HTTP 404", nextMs: null });
    await clock.advance(3_600_000);
    expect(sent).toHaveLength(1);
    lab.service.retry(failed?.id ?? 0);
    await clock.advance(10);
    expect(lab.states()).toEqual(["firing delivered"]);
    expect(() => lab.service.retry(failed?.id ?? 0)).toThrow("nothing was changed");
  });

  it("fails what goes to a channel that is gone, and says so", async () => {
    const lab = start();
    outcomes = [{ kind: "retry", reason: "HTTP 503", waitMs: 60_000 }];
    lab.setAlerts([a]);
    await clock.advance(1000);
    lab.setNotify({ channels: [pager] });
    await clock.advance(61_000);
    expect(lab.service.deliveries(1)[0]).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("no channel called room"),
    });
  });

  it("tries a channel on demand, once, also while it sends nothing", async () => {
    const lab = start({ isOn: false });
    outcomes = [{ kind: "refused", reason: "HTTP 403" }];
    const { signal } = new AbortController();
    expect(await lab.service.test("room", "ada", signal)).toEqual({ kind: "refused", reason: "HTTP 403" });
    expect(lab.states()).toEqual(["test failed"]);
    expect(lab.service.deliveries(1)[0]?.title).toContain("sent by ada");
    await expect(lab.service.test("nowhere", "ada", signal)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("over a restart", () => {
  it("sends what waited, tells nothing twice, and hears of the end", async () => {
    const first = start();
    outcomes = [{ kind: "retry", reason: "HTTP 503", waitMs: 30_000 }];
    first.setAlerts([a]);
    await clock.advance(1000);
    await first.close();
    expect(sent).toEqual(["firing to room"]);

    const second = start();
    await clock.advance(60_000);
    expect(sent, "what waited goes out, though its alert is not seen yet").toEqual([
      "firing to room",
      "firing to room",
    ]);
    second.setAlerts([a]);
    await clock.advance(600_000);
    expect(sent).toHaveLength(2);
    second.setAlerts([]);
    await clock.advance(120_000);
    expect(sent[2]).toBe("resolved to room");
  });

  it("tells the end of what ended while it was away, once every source had time to answer", async () => {
    const first = start();
    first.setAlerts([a]);
    await clock.advance(1000);
    await first.close();
    const second = start();
    await clock.advance(100_000);
    expect(second.states()).toEqual(["firing delivered"]);
    await clock.advance(100_000);
    expect(sent).toEqual(["firing to room", "resolved to room"]);
  });

  it("asks whether what was on its way is sent again: PagerDuty knows it, Slack would page twice", async () => {
    const first = start({
      notify: { ...notify, routes: [{ name: "pages", notify: ["room", "pager"], groupWait: "0s" }] },
    });
    outcomes = ["never", "never"];
    first.setAlerts([a]);
    await clock.advance(1000);
    expect(sent).toHaveLength(2);
    await first.close();
    const second = start();
    await clock.advance(60_000);
    expect(sent.slice(2)).toEqual(["firing to pager"]);
    expect(second.service.deliveries(10)).toMatchObject([
      { channel: "pager", state: "delivered" },
      { channel: "room", state: "unsure", reason: expect.stringContaining("may have arrived") },
    ]);
  });

  it("moves a broken outbox aside and says so", async () => {
    writeFileSync(join(folder, "notify.db"), "this is no database, whatever its name says. ".repeat(100));
    const lab = start();
    expect(lab.service.problem).toContain("broken");
    lab.setAlerts([a]);
    await clock.advance(3000);
    expect(sent).toEqual(["firing to room"]);
  });
});
