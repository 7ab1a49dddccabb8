import { expect, test } from "vitest";
import { limitText, valueText } from "../../../../shared/domain/alerts/valueText.ts";
import { buildAlert } from "../../../builders/alerts.ts";

test.each([
  ['up{job=~"vllm|gateway"}', 0, 0, "down", null],
  ["up", 0, 0, "down", null],
  ["up", 1, 1, "1", null],
  ["up + on () x", 0, 0, "0", "0"],
  ["upstreams", 0, 2, "0", "2"],
])("%s of %d with the limit %d reads %s and %s", (measured, value, limit, told, told2) => {
  const alert = buildAlert({ measured, value, limit, unit: "none" });
  expect([valueText(alert), limitText(alert)]).toEqual([told, told2]);
});

test("a limit that must not be undercut says so", () => {
  expect(limitText(buildAlert({ limit: 900, limitIsFloor: true, unit: "seconds" }))).toBe("< 15m00s");
});

test("who told of an alert without a number says it in words", () => {
  const alert = buildAlert({ value: null, limit: null, annotations: { value: "no answer" } });
  expect([valueText(alert), limitText(alert)]).toEqual(["no answer", null]);
});
