import { describe, expect, it } from "vitest";
import { applyIncident } from "../../../../../renderer/features/incidents/useIncident.ts";
import { parseTime, timeText } from "../../../../../renderer/features/incidents/words.ts";
import { incidentOfAlert } from "../../../../../renderer/state/incidentsStore.ts";
import { formatRoute, parseRoute } from "../../../../../renderer/state/navigation.ts";
import { buildAlert } from "../../../../builders/alerts.ts";
import { beganMs, buildEntry, buildIncident } from "../../../../builders/incidents.ts";

const note = (id: number, atMs: number, text = "") => buildEntry({ kind: "note", text }, { id, atMs });

describe("an incident that is followed", () => {
  const first = { first: true, incident: buildIncident(), entries: [note(1, 30), note(2, 10)], edits: [] };

  it("has its entries by time, those that change in their places", () => {
    const known = applyIncident(null, first);
    const next = applyIncident(known, { ...first, first: false, entries: [note(3, 20), note(1, 30, "edited")] });
    expect(next.entries.map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(next.entries.at(-1)?.body).toMatchObject({ text: "edited" });
  });

  it("begins anew when the link comes back", () => {
    const known = applyIncident(null, first);
    expect(applyIncident(known, { ...first, entries: [note(2, 10)] }).entries).toHaveLength(1);
  });
});

describe("the incident of an alert", () => {
  const store = (over: Parameters<typeof buildIncident>[0]) => ({
    incidents: [
      buildIncident({ id: 2, ...over }),
      buildIncident({ id: 1, services: ["other"], hosts: [], alerts: [] }),
    ],
    total: 2,
    problem: null,
  });

  it.each([
    ["by its id", { id: "f1" }, 2],
    ["by its service", { id: "x", labels: { service: "other" } }, 1],
    ["by its host", { id: "x", labels: { instance: "gpu-a02:9400" } }, 2],
    ["by nothing", { id: "x", labels: { service: "third" } }, null],
  ])("is found %s", (_, over, id) => {
    expect(incidentOfAlert(store({}), buildAlert(over))?.id ?? null).toBe(id);
  });

  it("is none that is closed", () => {
    expect(incidentOfAlert(store({ status: "closed" }), buildAlert({ id: "f1" }))).toBeNull();
  });
});

it.each([
  ["2026-11-19 02:03:10", beganMs],
  [" 2026-11-19 02:03 ", beganMs - 10_000],
  ["", null],
  ["02:03", undefined],
  ["2026-13-19 02:03:10", undefined],
])("the time %j is %j", (text, atMs) => {
  expect(parseTime(text)).toBe(atMs);
});

it("a time is written as it is read", () => {
  expect(parseTime(timeText(beganMs))).toBe(beganMs);
  expect(timeText(null)).toBe("");
});

it.each(["#/incidents", "#/incidents/12", "#/incidents/12?view=postMortem"])("the address %s stays itself", (hash) => {
  expect(formatRoute(parseRoute(hash))).toBe(hash);
});
