import { expect, test } from "vitest";
import { noAlerts, type RuleAlerts } from "../../../../../shared/domain/alerts/rules/alertState.ts";
import { stepAlerts } from "../../../../../shared/domain/alerts/rules/stepAlerts.ts";

const minuteMs = 60_000;
const holding = [{ key: "a", labels: { alertname: "A" }, annotations: {}, value: 1 }];

/** The states minute by minute, `-` for none: `1` in the pattern is a minute in which the expression holds. */
function statesOf(pattern: string, rule: { forMs: number; keepFiringForMs: number }): string {
  let alerts: RuleAlerts = noAlerts;
  return [...pattern]
    .map((sign, minute) => {
      alerts = stepAlerts(alerts, sign === "1" ? holding : [], rule, minute * minuteMs);
      const alert = alerts.get("a");
      return alert ? alert.state[0] : "-";
    })
    .join("");
}

test.each([
  ["011100", 0, 0, "-fffrr"],
  ["0111110", 3, 0, "-pppffr"],
  ["0110111", 3, 0, "-pp-ppp"],
  ["1100", 0, 2, "ffff"],
  ["11000", 0, 2, "ffffr"],
  ["1101000", 0, 2, "ffffffr"],
  // A resolved alert that holds again begins anew; one that does not is forgotten after 15 minutes.
  ["1011", 1, 0, "p-pf"],
  ["110011", 1, 0, "pfrrpf"],
  [`1${"0".repeat(18)}`, 0, 0, `f${"r".repeat(16)}--`],
])("%s with for %d and keep_firing_for %d minutes", (pattern, forMinutes, keepMinutes, expected) => {
  expect(statesOf(pattern, { forMs: forMinutes * minuteMs, keepFiringForMs: keepMinutes * minuteMs })).toBe(expected);
});

test("since when it holds and fires is kept, the value and annotations are the newest", () => {
  const rule = { forMs: minuteMs, keepFiringForMs: 0 };
  const first = stepAlerts(noAlerts, holding, rule, 0);
  const next = stepAlerts(
    first,
    [{ ...holding[0], key: "a", labels: {}, annotations: { n: "2" }, value: 2 }],
    rule,
    90_000,
  );
  expect(next.get("a")).toEqual({
    labels: { alertname: "A" },
    annotations: { n: "2" },
    state: "firing",
    value: 2,
    activeAtMs: 0,
    firedAtMs: 90_000,
    resolvedAtMs: null,
    keptSinceMs: null,
    restored: null,
  });
});

test("an alert of which nothing is new is the same object: nobody reads it again", () => {
  const rule = { forMs: 0, keepFiringForMs: 0 };
  const told = (texts: Record<string, string>, value: number) => [
    { key: "a", labels: { alertname: "A" }, annotations: texts, value },
  ];
  const first = stepAlerts(noAlerts, told({ n: "1", m: "2" }, 1), rule, 0);
  const same = stepAlerts(first, told({ n: "1", m: "2" }, 1), rule, minuteMs);
  expect(same.get("a")).toBe(first.get("a"));
  for (const other of [told({ n: "1", m: "2" }, -1), told({ n: "1" }, 1), told({ n: "1", m: "3" }, 1)]) {
    expect(stepAlerts(first, other, rule, minuteMs).get("a")).toMatchObject({
      annotations: other[0]?.annotations,
      value: other[0]?.value,
    });
  }
  const none = stepAlerts(first, [], { ...rule, keepFiringForMs: minuteMs }, 1);
  expect(stepAlerts(none, told({ n: "1", m: "2" }, 1), rule, 2).get("a")?.keptSinceMs).toBeNull();
});
