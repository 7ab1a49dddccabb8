import { describe, expect, it, vi } from "vitest";
import { createAlertReader } from "../../../../electron/services/alerts/alertmanager/readAlerts.ts";
import { differing } from "../../../../electron/services/alerts/differing.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const wire = (id: string, more: object = {}) =>
  JSON.stringify({
    fingerprint: id,
    labels: { alertname: "Hot", instance: id },
    annotations: {},
    startsAt: "2026-11-19T02:00:00Z",
    endsAt: "2026-11-19T02:04:00Z",
    updatedAt: "2026-11-19T02:00:00Z",
    status: { state: "active", silencedBy: [], inhibitedBy: [] },
    ...more,
  });

function readerOf(server: string) {
  const reader = createAlertReader(server);
  return (body: Buffer) => {
    reader.next.clear();
    reader.next.append(body);
    const before = new Map(reader.alerts);
    // What it says to be other is exactly that.
    expect(new Set(reader.read())).toEqual(differing(before, reader.alerts));
    return new Map(reader.alerts);
  };
}

const answer = (...alerts: string[]) => Buffer.from(`[${alerts.join(",")}]\n`);

describe("the alerts of one Alertmanager", () => {
  it("stay the same objects while they say the same, wherever they stand and whenever they were renewed", () => {
    const read = readerOf("am");
    const before = read(answer(wire("a"), wire("b")));
    const after = read(answer(wire("new"), wire("b", { endsAt: "2026-11-19T02:05:00Z" }), wire("a")));
    expect(new Set(after.keys())).toEqual(new Set(["new", "b", "a"]));
    expect(after.get("a")).toBe(before.get("a"));
    expect(after.get("b")).toBe(before.get("b"));
    const silenced = read(answer(wire("a", { status: { state: "suppressed", silencedBy: ["s"], inhibitedBy: [] } })));
    expect(silenced.get("a")).toMatchObject({ state: "silenced", silencedBy: ["s"] });
    expect(silenced.size).toBe(1);
    expect(read(answer(wire("a"))).get("a")).toMatchObject({ state: "firing", silencedBy: [] });
    expect(read(Buffer.from(" [ ] ")).size).toBe(0);
  });

  it("are what a reader finds that sees the answer for the first time, whatever came, went, moved or changed", () => {
    const random = seededRandom(7);
    const upTo = (most: number) => Math.floor(random() * (most + 1));
    const read = readerOf("am");
    for (let round = 0; round < 200; round++) {
      const alerts = Array.from({ length: upTo(12) }, () =>
        wire(`${upTo(9)}`, {
          annotations: { note: `${"é".repeat(upTo(2))} ],{`, ...(upTo(1) ? { endsAt: `${upTo(1)}` } : {}) },
          updatedAt: `2026-11-19T02:0${upTo(9)}:00Z`,
        }),
      );
      expect(read(answer(...alerts))).toEqual(readerOf("am")(answer(...alerts)));
    }
  });

  it("are parsed again only where they say something else: times that servers renew are not read", () => {
    const renewed = Array.from({ length: 20 }, (_, i) => wire(`${i}`, { updatedAt: "2026-11-19T02:01:00Z" }));
    const read = readerOf("am");
    read(answer(...renewed.map((_, i) => wire(`${i}`))));
    const parse = vi.spyOn(JSON, "parse");
    read(answer(...renewed, wire("new")));
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });

  it.each([
    ['[{"fingerprint":"a"}]', "am answered what Alertmanager does not: labels"],
    ["[{", "am answered what is no list of alerts: The JSON ends early"],
    ["[{]", "am answered what is no list of alerts"],
    [`[${wire("a")}`, "am answered what is no list of alerts: it ends early"],
    [`[${wire("a")},`, "am answered what is no list of alerts"],
    ["<html>", "am answered what is no list of alerts: it does not begin with a bracket"],
    ["", "am answered what is no list of alerts: it does not begin with a bracket"],
  ])("%s is refused, and what was read before is known still", (text, problem) => {
    const read = readerOf("am");
    const before = read(answer(wire("a")));
    expect(() => read(Buffer.from(text))).toThrow(problem);
    expect(read(answer(wire("a"))).get("a")).toBe(before.get("a"));
  });
});
