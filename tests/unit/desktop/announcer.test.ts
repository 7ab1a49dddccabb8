import { describe, expect, it } from "vitest";
import { type Announcement, announcement, createAnnouncer } from "../../../electron/desktop/announcer.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const finding = (id: string) => ({ id, title: `${id} lost`, detail: "GPU fell off the bus" });
const overview = (...ids: string[]) => ({ hostsTotal: 64, hostsConnected: 63, critical: ids.map(finding) });

async function setUp(quietMs = 30_000) {
  const clock = new ManualClock();
  const said: Announcement[] = [];
  const announcer = createAnnouncer({ clock, announce: (news) => said.push(news) });
  await clock.advance(quietMs);
  return { clock, said, announcer, titles: () => said.map(({ title }) => title) };
}

describe("the announcer", () => {
  it("is silent on what it finds at the start", async () => {
    const { clock, said, announcer } = await setUp(0);
    announcer.see(overview("a"));
    await clock.advance(29_999);
    announcer.see(overview("a", "b"));
    await clock.advance(60_000);
    announcer.see(overview("a", "b"));
    await clock.advance(60_000);
    expect(said).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("tells what is new after that, once", async () => {
    const { clock, titles, announcer } = await setUp();
    announcer.see(overview("a"));
    announcer.see(overview("a"));
    expect(titles()).toEqual([]);
    await clock.advance(3000);
    expect(titles()).toEqual(["a lost"]);
    announcer.see(overview("a"));
    await clock.advance(60_000);
    expect(titles()).toEqual(["a lost"]);
  });

  it("gathers what comes within three seconds", async () => {
    const { clock, said, announcer } = await setUp();
    announcer.see(overview("a"));
    await clock.advance(1000);
    announcer.see(overview("a", "b"));
    await clock.advance(1000);
    announcer.see(overview("b", "c"));
    await clock.advance(1000);
    expect(said).toEqual([{ title: "2 new critical findings", body: "b lost\nc lost" }]);
  });

  it("says nothing of what was over before it could be told", async () => {
    const { clock, said, announcer } = await setUp();
    announcer.see(overview("a"));
    announcer.see(overview());
    await clock.advance(3000);
    expect(said).toEqual([]);
  });

  it.each([
    ["not again when it comes back within ten minutes", 599_000, ["a lost"]],
    ["again when it comes back later", 600_000, ["a lost", "a lost"]],
  ])("%s", async (_what, awayMs, expected) => {
    const { clock, titles, announcer } = await setUp();
    announcer.see(overview("a"));
    await clock.advance(3000);
    announcer.see(overview());
    await clock.advance(awayMs);
    announcer.see(overview("a"));
    await clock.advance(3000);
    expect(titles()).toEqual(expected);
  });

  it("does not take what stands for an hour for new", async () => {
    const { clock, titles, announcer } = await setUp();
    announcer.see(overview("a"));
    await clock.advance(3_600_000);
    announcer.see(overview("a", "b"));
    await clock.advance(3000);
    expect(titles()).toEqual(["a lost", "b lost"]);
  });

  it("stops", async () => {
    const { clock, said, announcer } = await setUp();
    announcer.see(overview("a"));
    announcer.dispose();
    await clock.advance(60_000);
    expect(said).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("announcement", () => {
  it.each([
    ["none", [], null],
    ["one", ["a"], { title: "a lost", body: "GPU fell off the bus" }],
    ["two", ["a", "b"], { title: "2 new critical findings", body: "a lost\nb lost" }],
    [
      "many",
      ["a", "b", "c", "d", "e", "f"],
      { title: "6 new critical findings", body: "a lost\nb lost\nc lost\nd lost\nand 2 more" },
    ],
  ])("of %s", (_name, ids, expected) => {
    expect(announcement(ids.map(finding))).toEqual(expected);
  });

  it("keeps remote text on one short line without markup", () => {
    const news = announcement([{ id: "a", title: "<b>x</b>\n\u0007y", detail: "z".repeat(1000) }]);
    expect(news?.title).toBe("‹b›x‹/b› y");
    expect(news?.body).toHaveLength(200);
  });
});
