import { describe, expect, it, vi } from "vitest";
import { formatAge, formatClock, formatNumber } from "../../../../renderer/ui/format.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("formatAge", () => {
  it.each([
    [0, "0 s"],
    [-5 * second, "0 s"],
    [48 * second + 900, "48 s"],
    [60 * second, "1m"],
    [11 * minute + 59 * second, "11m"],
    [4 * hour + 28 * minute, "4h28m"],
    [4 * hour, "4h"],
    [41 * day + 7 * hour + 59 * minute, "41d7h"],
    [41 * day, "41d"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });
});

it("writes the clock of the zone asked for", () => {
  expect(formatClock(Date.UTC(2026, 10, 19, 2, 4, 9), "utc")).toBe("02:04:09");
});

it("groups thousands and keeps the decimals asked for", () => {
  expect([formatNumber(1204), formatNumber(4.1, 1), formatNumber(4, 2)]).toEqual(["1,204", "4.1", "4.00"]);
});

it("makes a format of numbers once, however many are written", () => {
  const made = vi.spyOn(Intl, "NumberFormat");
  expect([formatNumber(1204.5, 5), formatNumber(-2, 5)]).toEqual(["1,204.50000", "−2.00000"]);
  expect(made).toHaveBeenCalledTimes(1);
  made.mockRestore();
});
