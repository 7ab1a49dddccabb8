import { describe, expect, it } from "vitest";
import { type Finding, nextFindings, type UnusualSignal } from "../../../../shared/domain/anomaly/finding.ts";
import { signalText, untilText } from "../../../../shared/domain/anomaly/findingWords.ts";
import { hostGroups, serviceGroups } from "../../../../shared/domain/anomaly/watchedGroups.ts";

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 10, 19);
const chat = { kind: "service", name: "chat" } as const;
const p99: UnusualSignal = {
  subject: chat,
  title: "p99",
  unit: "seconds",
  value: 8.4,
  low: 1.4,
  high: 2.6,
  detectors: ["robustZ"],
};
const queue: UnusualSignal = { ...p99, title: "Waiting", unit: "none", value: 500, detectors: ["changePoint"] };

/** What goes on after passes at minutes. */
const passed = (passes: readonly (readonly [minute: number, unusual: readonly UnusualSignal[]])[]) =>
  passes.reduce<readonly Finding[]>(
    (found, [minute, unusual]) => nextFindings(found, unusual, startMs + minute * minuteMs),
    [],
  );

describe("findings", () => {
  it("are one of a service as long as no five minutes pass without anything unusual", () => {
    const [one, ...others] = passed([
      [0, [p99]],
      [4, [queue]],
      [9, [{ ...p99, value: 9, detectors: ["seasonal"] }]],
    ]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ sinceMs: startMs, lastMs: startMs + 9 * minuteMs });
    expect(one?.signals).toMatchObject([
      { title: "p99", value: 9, detectors: ["robustZ", "seasonal"], sinceMs: startMs },
      { title: "Waiting", sinceMs: startMs + 4 * minuteMs },
    ]);
  });

  it("end after five minutes, and what comes then is another one", () => {
    expect(
      passed([
        [0, [p99]],
        [5, []],
      ]),
    ).toHaveLength(1);
    expect(
      passed([
        [0, [p99]],
        [6, []],
      ]),
    ).toEqual([]);
    const first = passed([[0, [p99]]]);
    const second = passed([
      [0, [p99]],
      [6, []],
      [7, [p99]],
    ]);
    expect(second[0]?.id).not.toBe(first[0]?.id);
  });

  it("are apart for each service and host", () => {
    const host = { ...p99, subject: { kind: "host", name: "chat" } as const };
    expect(passed([[0, [p99, host]]]).map(({ subject }) => subject.kind)).toEqual(["service", "host"]);
  });
});

describe("words", () => {
  it("say what is, what was expected and who says so", () => {
    const signal = { ...p99, sinceMs: startMs };
    expect(signalText(signal)).toBe("p99 8.40 s, expected 1.40 s to 2.60 s (robust z)");
    expect(signalText({ ...signal, value: null, detectors: ["silence"] })).toBe(
      "p99 tells nothing, expected 1.40 s to 2.60 s (silence)",
    );
    expect(signalText({ ...signal, low: -1 })).toContain("expected 0 s to");
  });

  it.each([
    [{ likelyMs: 190 * minuteMs, leastMs: 150 * minuteMs, mostMs: 230 * minuteMs }, "3 h 10 m ± 40 m"],
    [{ likelyMs: 120 * minuteMs, leastMs: 60 * minuteMs, mostMs: 180 * minuteMs }, "2 h ± 1 h"],
    [{ likelyMs: 20 * minuteMs, leastMs: 15 * minuteMs, mostMs: null }, "20 m, no sooner than 15 m"],
  ])("say how long %j is", (trend, text) => {
    expect(untilText(trend)).toBe(text);
  });
});

describe("what is watched", () => {
  it("is about the host that its instance names, and nothing without one", () => {
    const memory = hostGroups.find(({ id }) => id === "gpuMemory");
    expect(memory?.subjectOf({ instance: "gpu-a01", gpu: "2" })).toEqual({ kind: "host", name: "gpu-a01" });
    expect(memory?.titleOf({ instance: "gpu-a01", gpu: "2" })).toBe("GPU 2 memory");
    expect(memory?.subjectOf({})).toBeNull();
  });

  it("is each signal that a service tells", () => {
    const groups = serviceGroups("chat", "prom", { p99: "a", kvCache: "b" });
    expect(groups.map(({ id, expr, limitExpr }) => [id, expr, limitExpr])).toEqual([
      ["chat p99", "a", null],
      ["chat kvCache", "b", "vector(1)"],
    ]);
    expect(groups[0]?.subjectOf({})).toEqual(chat);
  });
});
