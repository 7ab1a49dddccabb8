import { describe, expect, it } from "vitest";
import { createAlertReader } from "../../../../electron/services/alerts/alertmanager/readAlerts.ts";

const wire = (id: string, more: object = {}) =>
  JSON.stringify({
    fingerprint: id,
    labels: { alertname: "Hot", instance: id },
    annotations: {},
    startsAt: "2026-11-19T02:00:00Z",
    endsAt: "2026-11-19T02:04:00Z",
    status: { state: "active", silencedBy: [], inhibitedBy: [] },
    ...more,
  });

describe("the alerts of one Alertmanager", () => {
  it("stay the same objects while they say the same, wherever they stand and whenever they were renewed", () => {
    const read = createAlertReader("am");
    const before = read([wire("a"), wire("b")]);
    const after = read([wire("new"), wire("b", { endsAt: "2026-11-19T02:05:00Z" }), wire("a")]);
    expect([...after.keys()]).toEqual(["new", "b", "a"]);
    expect(after.get("a")).toBe(before.get("a"));
    expect(after.get("b")).toBe(before.get("b"));
    const silenced = read([wire("a", { status: { state: "suppressed", silencedBy: ["s"], inhibitedBy: [] } })]);
    expect(silenced.get("a")).toMatchObject({ state: "silenced", silencedBy: ["s"] });
    expect(silenced.size).toBe(1);
    expect(read([wire("a")]).get("a")).toMatchObject({ state: "firing", silencedBy: [] });
  });

  it.each([
    ['{"fingerprint":"a"}', "am answered what Alertmanager does not: labels"],
    ["{", "am answered an alert that is no JSON"],
  ])("%s is refused, and what was read before is known still", (text, problem) => {
    const read = createAlertReader("am");
    const before = read([wire("a")]);
    expect(() => read([wire("a"), text])).toThrow(problem);
    expect(read([wire("a")]).get("a")).toBe(before.get("a"));
  });
});
