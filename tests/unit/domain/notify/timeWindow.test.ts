import { describe, expect, it } from "vitest";
import { isWithin, timeWindow, windowText } from "../../../../shared/domain/notify/timeWindow.ts";

const within = (raw: unknown, time: string) => isWithin([timeWindow.parse(raw)], Date.parse(time));

describe("a window of the day", () => {
  const night = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };

  it("goes over midnight, by the clocks of its zone, winter and summer", () => {
    expect(within(night, "2026-11-26T20:59:59Z")).toBe(false);
    expect(within(night, "2026-11-26T21:00:00Z")).toBe(true);
    expect(within(night, "2026-11-27T05:59:59Z")).toBe(true);
    expect(within(night, "2026-11-27T06:00:00Z")).toBe(false);
    expect(within(night, "2026-07-01T20:00:00Z")).toBe(true);
    expect(within(night, "2026-07-02T05:00:00Z")).toBe(false);
  });

  it("belongs to the day on which it begins", () => {
    // 2026-11-27 is a Friday.
    const fridayNight = { ...night, zone: "UTC", days: ["friday"] };
    expect(within(fridayNight, "2026-11-27T23:00:00Z")).toBe(true);
    expect(within(fridayNight, "2026-11-28T06:00:00Z")).toBe(true);
    expect(within(fridayNight, "2026-11-28T23:00:00Z")).toBe(false);
    expect(within(fridayNight, "2026-11-27T06:00:00Z")).toBe(false);
  });

  it("is the whole day when both ends are the same", () => {
    const sunday = { days: ["sunday"], from: "08:00", to: "08:00", zone: "UTC" };
    expect(within(sunday, "2026-11-29T08:00:00Z")).toBe(true);
    expect(within(sunday, "2026-11-30T07:59:00Z")).toBe(true);
    expect(within(sunday, "2026-11-30T08:00:00Z")).toBe(false);
  });

  it("is read out, and refused where its zone is none", () => {
    expect(windowText(timeWindow.parse({ ...night, days: ["friday"] }))).toBe("friday 22:00 to 07:00 Europe/Berlin");
    const refused = timeWindow.safeParse({ ...night, zone: "Middle/Earth" });
    expect(refused.error?.issues[0]?.message).toContain("time zone");
  });
});
