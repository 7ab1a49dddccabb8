import { describe, expect, it } from "vitest";
import type { Alert } from "../../../../../shared/domain/alerts/alert.ts";
import { announcement } from "../../../../../shared/domain/alerts/news/announcement.ts";
import { createAnnouncer } from "../../../../../shared/domain/alerts/news/announcer.ts";
import { buildAlert } from "../../../../builders/alerts.ts";
import { ManualClock } from "../../../../doubles/manualClock.ts";

const lost = (id: string, more: Partial<Alert> = {}) =>
  buildAlert({
    id,
    labels: { instance: id },
    annotations: { summary: "is lost", description: "Fell off the bus" },
    ...more,
  });

async function setUp(quietMs = 0) {
  const clock = new ManualClock();
  const said: string[] = [];
  const announcer = createAnnouncer({
    clock,
    quietMs,
    wanted: ({ severity }) => severity === "critical",
    announce: (alerts) => said.push(alerts.map(({ id }) => id).join()),
  });
  const see = (...alerts: readonly (string | Alert)[]) =>
    announcer.see(alerts.map((alert) => (typeof alert === "string" ? lost(alert) : alert)));
  if (quietMs === 0) see();
  return { clock, said, announcer, see };
}

describe("the announcer", () => {
  it("is silent on what it finds first, and while it is quiet", async () => {
    const { clock, said, see } = await setUp(30_000);
    see("a");
    await clock.advance(29_999);
    see("a", "b");
    await clock.advance(60_000);
    see("a", "b");
    await clock.advance(60_000);
    expect(said).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("tells what is new after that, once", async () => {
    const { clock, said, see } = await setUp();
    see("a");
    see("a");
    expect(said).toEqual([]);
    await clock.advance(3000);
    expect(said).toEqual(["a"]);
    see("a");
    await clock.advance(60_000);
    expect(said).toEqual(["a"]);
  });

  it("gathers a storm into one", async () => {
    const { clock, said, see } = await setUp();
    see("a");
    await clock.advance(1000);
    see("a", "b");
    await clock.advance(1000);
    see("b", "c");
    await clock.advance(1000);
    expect(said).toEqual(["b,c"]);
  });

  it("says nothing of what was over before it could be told", async () => {
    const { clock, said, see } = await setUp();
    see("a");
    see();
    await clock.advance(3000);
    expect(said).toEqual([]);
  });

  it.each([
    ["not again when it comes back within ten minutes", 599_000, ["a"]],
    ["again when it comes back later", 600_000, ["a", "a"]],
  ])("%s", async (_what, awayMs, expected) => {
    const { clock, said, see } = await setUp();
    see("a");
    await clock.advance(3000);
    see();
    await clock.advance(awayMs);
    see("a");
    await clock.advance(3000);
    expect(said).toEqual(expected);
  });

  it("does not take what stands for an hour for new", async () => {
    const { clock, said, see } = await setUp();
    see("a");
    await clock.advance(3_600_000);
    see("a", "b");
    await clock.advance(3000);
    expect(said).toEqual(["a", "b"]);
  });

  it("tells of one fault once, though the host, a rule and a server each have an alert for it", async () => {
    const { clock, said, see } = await setUp();
    const labels = { instance: "gpu-a01", gpu: "5" };
    const found = lost("found", { name: "GpuLost", labels });
    const rule = lost("rule", { name: "GpuMissing", labels: { ...labels, job: "nvidia_smi" } });
    const server = lost("server", { name: "GpuFellOffBus", labels: { node: "gpu-a01:9400" } });
    const other = lost("other", { name: "GpuLost", labels: { instance: "gpu-a01", gpu: "6" } });
    for (const alerts of [[found], [rule], [rule, server], [server, found], [server, found, other]]) {
      see(...alerts);
      await clock.advance(5000);
    }
    expect(said).toEqual(["found"]);
    see(found, other, lost("elsewhere", { name: "GpuLost", labels: { instance: "gpu-a02", gpu: "5" } }));
    await clock.advance(3000);
    expect(said).toEqual(["found", "elsewhere"]);
  });

  it("leaves out what is not wanted, and what somebody has claimed", async () => {
    const { clock, said, see } = await setUp();
    see(lost("warning", { severity: "warning" }), lost("claimed", { claim: { name: "ana", note: "", atMs: 0 } }), "a");
    await clock.advance(3000);
    expect(said).toEqual(["a"]);
  });

  it("stops", async () => {
    const { clock, said, announcer, see } = await setUp();
    see("a");
    announcer.dispose();
    await clock.advance(60_000);
    expect(said).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("announcement", () => {
  it.each([
    ["one", ["a"], { title: "a: is lost", body: "Fell off the bus" }],
    ["two", ["a", "b"], { title: "2 new critical alerts", body: "a: is lost\nb: is lost" }],
    [
      "many",
      ["a", "b", "c", "d", "e", "f"],
      { title: "6 new critical alerts", body: "a: is lost\nb: is lost\nc: is lost\nd: is lost\nand 2 more" },
    ],
  ])("of %s", (_name, ids, expected) => {
    expect(announcement(ids.map((id) => lost(id)))).toEqual(expected);
  });

  it("keeps remote text on one short line without markup", () => {
    const news = announcement([
      lost("a", { labels: {}, annotations: { summary: "<b>x</b>\n\u0007y", description: "z".repeat(1000) } }),
    ]);
    expect(news.title).toBe("\u2039b\u203ax\u2039/b\u203a y");
    expect(news.body).toHaveLength(200);
  });
});
