import { describe, expect, it } from "vitest";
import { countRequests, incidentSpans, spentBetween } from "../../../../shared/domain/incident/impact.ts";
import { beganMs, buildIncident } from "../../../builders/incidents.ts";

const none = Number.NaN;
const minuteMs = 60_000;

describe("requests out of rates", () => {
  it.each([
    ["each step counts for its length", [10, 20], [0.1, 0.5], { requests: 450, failed: 165, measured: 1 }],
    [
      "a gap counts nothing and is told",
      [10, none, 20, none],
      [0, none, 0, none],
      { requests: 450, failed: 0, measured: 0.5 },
    ],
    [
      "a step without a share counts as requests alone",
      [10, 10],
      [0.5, none],
      { requests: 300, failed: 75, measured: 1 },
    ],
    ["what has no share at all has no failed ones", [10], null, { requests: 150, failed: null, measured: 1 }],
    ["zero is measured", [0, 0], [none, none], { requests: 0, failed: null, measured: 1 }],
    ["nothing measured is not zero", [none, none], [none, none], { requests: null, failed: null, measured: 0 }],
    ["of no time nothing is known", [], [], { requests: null, failed: null, measured: 0 }],
  ] as const)("%s", (_, rates, shares, expected) => {
    const found = countRequests(15_000, Float64Array.from(rates), shares && Float64Array.from(shares));
    expect(found).toEqual(expected);
  });
});

describe("how long an incident took", () => {
  it("is until now while nobody has mitigated it", () => {
    expect(incidentSpans(buildIncident(), beganMs + 42 * minuteMs)).toEqual({
      lastedMs: 42 * minuteMs,
      isOver: false,
      toDetectMs: minuteMs,
      toMitigateMs: null,
      toResolveMs: null,
    });
  });

  it("ends with its mitigation, not with its cause", () => {
    const over = {
      status: "resolved",
      mitigatedMs: beganMs + 20 * minuteMs,
      resolvedMs: beganMs + 60 * minuteMs,
    } as const;
    expect(incidentSpans(buildIncident(over), beganMs + 90 * minuteMs)).toMatchObject({
      lastedMs: 20 * minuteMs,
      isOver: true,
      toResolveMs: 60 * minuteMs,
    });
  });
});

describe("what was spent of a budget", () => {
  const course = (...left: readonly number[]) => ({
    timesMs: Float64Array.from(left, (_, index) => index * 300),
    leftRatios: Float64Array.from(left),
  });

  it.each([
    ["is what it had before less what it has after", course(1, 0.9, 0.6, 0.5), 350, 550, { spent: 0.3, left: 0.6 }],
    ["goes to the newest count while it lasts", course(1, 0.9, 0.7), 350, 5000, { spent: 0.2, left: 0.7 }],
    ["is nothing where the window gave more back", course(0.5, 0.6), 0, 300, { spent: 0, left: 0.6 }],
    ["may be more than all of it", course(0.1, -0.4), 0, 300, { spent: 0.5, left: -0.4 }],
  ] as const)("%s", (_, history, fromMs, toMs, expected) => {
    const found = spentBetween(history, fromMs, toMs);
    expect(found?.spent).toBeCloseTo(expected.spent, 12);
    expect(found?.left).toBe(expected.left);
  });

  it.each([
    ["before it was counted", course(1, 0.9), -1, 300],
    ["since it was last counted", course(1, 0.9), 300, 900],
    ["of no count", course(), 0, 300],
    ["of a count that is no number", course(1, Number.NaN), 0, 300],
  ] as const)("is not known %s", (_, history, fromMs, toMs) => {
    expect(spentBetween(history, fromMs, toMs)).toBeNull();
  });
});
