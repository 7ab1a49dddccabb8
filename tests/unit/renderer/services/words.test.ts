import { describe, expect, test } from "vitest";
import { moneyText } from "../../../../renderer/features/services/moneyText.ts";
import { differenceText, isWorse } from "../../../../renderer/features/services/releaseDifference.ts";
import {
  changeText,
  firingText,
  lacksYesterday,
  rateText,
  serviceStatus,
  troubleText,
} from "../../../../renderer/features/services/serviceWords.ts";
import type { ServiceState } from "../../../../renderer/state/servicesStore.ts";
import type { Unit } from "../../../../shared/domain/format/units.ts";
import { buildService } from "../../../builders/services.ts";

describe("a service in words", () => {
  test.each<[ServiceState["change"], ServiceState["signals"], boolean]>([
    [null, { requests: 3 }, true],
    [0, { requests: 3 }, false],
    // What tells no requests at all has no change to tell either.
    [null, { errorRatio: 0 }, false],
  ])("with a change of %s and %j it lacks yesterday: %s", (change, signals, expected) => {
    expect(lacksYesterday(buildService({ change, signals }))).toBe(expected);
  });

  test.each<[ServiceState["health"], ServiceState["signals"], string, string, string | null]>([
    [{ kind: "ok" }, {}, "ok", "OK", null],
    [{ kind: "ok" }, { errorRatio: 0.02 }, "warning", "Warning", null],
    [{ kind: "ok" }, { kvCache: 0.99 }, "critical", "Critical", null],
    [{ kind: "degraded", down: 1, targets: 8 }, {}, "warning", "1 of 8 down", "1 of 8 targets do not answer, 2m"],
    [
      { kind: "degraded", down: 1, targets: 8 },
      { kvCache: 0.99 },
      "critical",
      "1 of 8 down",
      "1 of 8 targets do not answer, 2m",
    ],
    [{ kind: "down", targets: 1 }, {}, "critical", "Down", "Its target does not answer, 2m"],
    [{ kind: "down", targets: 8 }, {}, "critical", "Down", "None of its 8 targets answers, 2m"],
    // What cannot be read is not known to be down.
    [
      { kind: "stale", why: "unreachable" },
      { kvCache: 0.99 },
      "unknown",
      "Stale",
      "None of its hosts is connected, 2m",
    ],
    [{ kind: "stale", why: "noSamples" }, {}, "unknown", "Stale", "No samples of now, 2m"],
    [{ kind: "noData" }, {}, "unknown", "No data", "No metric matches its targets, 2m"],
    [{ kind: "failed", code: "UNAVAILABLE", message: "503" }, {}, "unknown", "Query failed", "503, 2m"],
    [{ kind: "waiting" }, {}, "waiting", "Not read yet", null],
  ])("%j with %j", (health, signals, status, word, trouble) => {
    const state = buildService({ health, signals, sinceMs: 1_000_000 });
    expect(serviceStatus(state)).toMatchObject({ status, word });
    expect(troubleText(state, 1_000_000 + 125_000)).toBe(trouble);
  });
});

test.each<[string[], string, string | null]>([
  [[], "ok", null],
  [["warning"], "warning", "Slow"],
  [["critical", "warning"], "critical", "2 alerts"],
  [["info"], "ok", "Slow"],
])("a service about which %j fires is %s", (severities, status, text) => {
  const alerts = severities.map((severity, index) => ({
    id: String(index),
    name: "Slow",
    severity: severity as "info",
  }));
  const state = buildService({ alerts });
  expect(serviceStatus(state).status).toBe(status);
  expect(firingText(state)).toBe(text);
});

test.each([
  [0, "0.0"],
  [184.24, "184.2"],
  [8412.4, "8,412"],
])("%d a second is %s", (value, text) => {
  expect(rateText(value)).toBe(text);
});

test.each([
  [-0.22, "\u221222 %"],
  [0.04, "+4 %"],
  [0.001, "0 %"],
])("a change of %d is %s", (ratio, text) => {
  expect(changeText(ratio)).toBe(text);
});

test.each([
  [79.68, "USD", "$79.68"],
  [1234.5, "EUR", "\u20ac1,234.50"],
  [0.000563421, "USD", "$0.000563"],
  [0, "USD", "$0.00"],
])("%d %s is %s", (amount, currency, text) => {
  expect(moneyText(amount, currency)).toBe(text);
});

describe("a release against another", () => {
  test.each<[Unit, number, number, string]>([
    ["seconds", 2, 3, "+50 %"],
    ["seconds", 0, 3, ""],
    ["ratio", 0.004, 0.0167, "+1.27 pt"],
    ["ratio", 0.004, 0.004, "0 pt"],
    ["ratio", 0.02, 0.01, "\u22121.00 pt"],
  ])("%s from %d to %d is %s", (unit, before, value, text) => {
    expect(differenceText(unit, before, value)).toBe(text);
  });

  test.each<["less" | "more" | null, number, number, boolean]>([
    ["less", 2, 3, true],
    ["less", 2, 2.1, false],
    ["less", 3, 2, false],
    ["more", 0.9, 0.7, true],
    ["more", 0.7, 0.9, false],
    [null, 100, 1, false],
    // A tenth of a per cent of errors more is noise where there were next to none.
    ["less", 0, 0.001, false],
    ["less", 0, 0.01, true],
  ])("where %s is better, from %d to %d is worse: %s", (better, before, value, worse) => {
    expect(isWorse(better, before, value)).toBe(worse);
  });
});
