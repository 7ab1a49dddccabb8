import { describe, expect, it } from "vitest";
import { onCallAt } from "../../../../shared/domain/notify/rota.ts";
import { buildNotify } from "../../../builders/notify.ts";

function rota(more: Readonly<Record<string, unknown>> = {}) {
  const { rotas } = buildNotify({
    rotas: [{ name: "gpu", zone: "Europe/Berlin", start: "2026-10-19", people: ["ada", "ben", "cy"], ...more }],
  });
  const [first] = rotas;
  if (!first) throw new Error("no rota");
  return (time: string) => {
    const found = onCallAt(first, Date.parse(time));
    return found ? `${found.person} until ${new Date(found.untilMs).toISOString()}` : null;
  };
}

describe("who is on call", () => {
  it("changes each week at nine of the zone's clocks, also where these change", () => {
    const at = rota();
    expect(at("2026-10-19T06:59:00Z")).toBeNull();
    // Summer time ends on 2026-10-25: nine o'clock is 08:00 UTC then.
    expect(at("2026-10-19T07:00:00Z")).toBe("ada until 2026-10-26T08:00:00.000Z");
    expect(at("2026-10-26T07:59:59Z")).toBe("ada until 2026-10-26T08:00:00.000Z");
    expect(at("2026-10-26T08:00:00Z")).toBe("ben until 2026-11-02T08:00:00.000Z");
    expect(at("2026-11-09T08:00:00Z")).toBe("ada until 2026-11-16T08:00:00.000Z");
  });

  it("takes shifts of half a day", () => {
    const at = rota({ shift: "12h", at: "07:00", people: ["day", "night"] });
    expect(at("2026-11-26T06:00:00Z")).toBe("day until 2026-11-26T18:00:00.000Z");
    expect(at("2026-11-26T20:00:00Z")).toBe("night until 2026-11-27T06:00:00.000Z");
  });

  it("gives way to overrides, and a shift ends where one begins", () => {
    const at = rota({
      overrides: [{ person: "cy", from: "2026-10-20T18:00:00+02:00", until: "2026-10-21T08:00:00+02:00" }],
    });
    expect(at("2026-10-20T15:59:00Z")).toBe("ada until 2026-10-20T16:00:00.000Z");
    expect(at("2026-10-20T16:00:00Z")).toBe("cy until 2026-10-21T06:00:00.000Z");
    expect(at("2026-10-21T06:00:00Z")).toBe("ada until 2026-10-26T08:00:00.000Z");
  });
});
