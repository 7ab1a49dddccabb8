import { beforeEach, describe, expect, it } from "vitest";
import { createTypedQueries } from "../../../electron/host/typedQueries.ts";
import type { AuditEvent } from "../../../shared/domain/audit/entry.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

describe("queries that people type", () => {
  let clock: ManualClock;
  let events: AuditEvent[];
  let keepsText: boolean;
  const open = () =>
    createTypedQueries({
      clock,
      audit: {
        append(event) {
          events.push(event);
        },
      },
      keepsText: () => keepsText,
    });
  const asked = (text: string) => ({ language: "PromQL", source: "local", text }) as const;

  beforeEach(() => {
    clock = new ManualClock();
    events = [];
    keepsText = false;
  });

  it("are on record with who asked and of what, and with their text only where that is kept", () => {
    const queries = open();
    queries.note("ada", asked("up == 0"));
    keepsText = true;
    queries.note("ada", { language: "logs", source: "loki, web-1", text: "level:error" });
    expect(events).toEqual([
      { kind: "query.asked", by: "ada", text: "PromQL asked of local", facts: { characters: 7 } },
      { kind: "query.asked", by: "ada", text: "Logs asked of loki, web-1: level:error", facts: { characters: 11 } },
    ]);
  });

  it("are one event when the same person asks the same again within a minute", async () => {
    const queries = open();
    queries.note("ada", asked("up"));
    queries.note("ada", asked("up"));
    queries.note("bob", asked("up"));
    expect(events.map(({ by }) => by)).toEqual(["ada", "bob"]);
    await clock.advance(60_000);
    queries.note("ada", asked("up"));
    expect(events).toHaveLength(3);
  });

  it("beyond what a person types are counted, and told with the next one", async () => {
    const queries = open();
    for (let index = 0; index < 25; index += 1) queries.note("ada", asked(`up > ${index}`));
    queries.note("bob", asked("up"));
    expect(events.filter(({ by }) => by === "ada")).toHaveLength(20);
    await clock.advance(60_000);
    queries.note("ada", asked("up"));
    expect(events.at(-1)).toMatchObject({ by: "ada", facts: { notNotedBefore: 5 } });
    await clock.advance(60_000);
    queries.note("ada", asked("up"));
    expect(events.at(-1)?.facts).toEqual({ characters: 2 });
  });

  it("that could not be written down are so when they are asked again", () => {
    let isBroken = true;
    const queries = createTypedQueries({
      clock,
      audit: {
        append(event) {
          if (isBroken) throw new Error("no room");
          events.push(event);
        },
      },
      keepsText: () => false,
    });
    expect(() => queries.note("ada", asked("up"))).toThrow("no room");
    isBroken = false;
    queries.note("ada", asked("up"));
    expect(events).toHaveLength(1);
  });
});
