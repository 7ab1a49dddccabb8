import { describe, expect, it } from "vitest";
import { itemMarkdown } from "../../../../shared/domain/incident/entryMarkdown.ts";
import { foldRepeats } from "../../../../shared/domain/incident/repeats.ts";
import { beganMs, buildEntry, buildEvent } from "../../../builders/incidents.ts";

const minuteMs = 60_000;
const fired = (id: number, minute: number, over: Parameters<typeof buildEvent>[0] = {}) => {
  const atMs = beganMs + minute * minuteMs;
  return buildEntry({ kind: "event", event: buildEvent({ id, atMs, ...over }) }, { id, atMs });
};
const resolved = (id: number, minute: number) =>
  fired(id, minute, { title: "LatencyP99High resolved", severity: "info" });
const note = buildEntry({ kind: "note", text: "Traffic moved" }, { id: 50, atMs: beganMs + 4 * minuteMs });

describe("an alert that fired again and again", () => {
  const entries = [
    fired(1, 1),
    resolved(2, 2),
    fired(3, 3, { severity: "warning", host: "gpu-a01" }),
    note,
    fired(4, 6),
  ];
  const items = foldRepeats(entries);

  it("is one item where it first stands, the others keep their order", () => {
    expect(items.map(({ kind }) => kind)).toEqual(["repeats", "entry"]);
    expect(items[0]).toMatchObject({
      ...{ name: "LatencyP99High", fired: 3, severity: "critical", places: ["chat", "gpu-a01"] },
      ...{ fromMs: beganMs + minuteMs, toMs: beganMs + 6 * minuteMs },
    });
    expect(items[0]?.kind === "repeats" && items[0].entries.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it("stands at its newest where the newest come first", () => {
    expect(foldRepeats(entries.toReversed()).map(({ kind }) => kind)).toEqual(["repeats", "entry"]);
    expect(foldRepeats([note, ...entries.toReversed().filter((entry) => entry !== note)])[0]?.kind).toBe("entry");
  });

  it("is one line of the post-mortem", () => {
    expect(items.map(itemMarkdown)[0]).toBe(
      "- **2026-11-19 02:04:10** LatencyP99High fired 3 times until 02:09:10: chat, gpu-a01",
    );
  });
});

it("two firings, their ends, claims and other events are told each", () => {
  const xid = (id: number) => fired(id, id, { kind: "kernel", title: "XID 79" });
  const claimed = (id: number) => fired(id, id, { title: "LatencyP99High claimed", severity: "info" });
  const entries = [
    ...[claimed(9), claimed(10), claimed(11)],
    fired(1, 1),
    resolved(2, 2),
    fired(3, 3),
    resolved(4, 4),
    xid(5),
    xid(6),
    xid(7),
    fired(8, 8, { title: "Other" }),
  ];
  expect(foldRepeats(entries).map(({ kind }) => kind)).toEqual(entries.map(() => "entry"));
});
