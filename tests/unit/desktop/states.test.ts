import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstTime } from "../../../electron/desktop/firstTime.ts";
import { trayState } from "../../../electron/desktop/trayState.ts";
import { closeAction, createReloadBudget } from "../../../electron/desktop/windowState.ts";
import { buildAlert } from "../../builders/alerts.ts";

describe("closeAction", () => {
  it.each([
    [{ quitting: true, trayVisible: true, platform: "darwin" }, "close"],
    [{ quitting: false, trayVisible: false, platform: "darwin" }, "hide"],
    [{ quitting: false, trayVisible: true, platform: "win32" }, "hide"],
    [{ quitting: false, trayVisible: false, platform: "win32" }, "close"],
    [{ quitting: false, trayVisible: true, platform: "linux" }, "close"],
  ] as const)("%o", (state, action) => {
    expect(closeAction(state)).toBe(action);
  });
});

describe("the reload budget", () => {
  it("allows three crashes a minute, and none for a clean exit", () => {
    let nowMs = 0;
    const budget = createReloadBudget({ limit: 3, windowMs: 60_000, nowMs: () => nowMs });
    expect(budget.allows("clean-exit")).toBe(false);
    expect([1, 2, 3, 4].map(() => budget.allows("crashed"))).toEqual([true, true, true, false]);
    nowMs = 60_000;
    expect(budget.allows("oom")).toBe(true);
  });
});

const overview = (...ids: string[]) => ({
  hostsTotal: 64,
  hostsConnected: 63,
  firing: [
    ...ids.map((id) => buildAlert({ id, annotations: { summary: `${id} lost` } })),
    buildAlert({ id: "w", severity: "warning" }),
  ],
});

describe("trayState", () => {
  it.each([
    [{ hostsTotal: 0, hostsConnected: 0, firing: [] }, "Midwatch: no hosts yet", []],
    [overview(), "Midwatch: 63 of 64 hosts connected, nothing critical", ["63 of 64 hosts connected"]],
    [overview("a"), "Midwatch: 63 of 64 hosts connected, 1 critical", ["63 of 64 hosts connected", "a lost"]],
  ])("%o", (state, tooltip, lines) => {
    expect(trayState(state)).toEqual({ tooltip, count: Math.max(0, state.firing.length - 1), lines });
  });

  it("lists five and counts the rest", () => {
    expect(trayState(overview("a", "b", "c", "d", "e", "f", "g")).lines.slice(-2)).toEqual(["e lost", "2 more"]);
  });
});

describe("firstTime", () => {
  it("is true once, and false where it cannot remember", () => {
    const folder = mkdtempSync(join(tmpdir(), "midwatch-first-"));
    const mark = join(folder, "told");
    expect([firstTime(mark), firstTime(mark), firstTime(join(folder, "none", "told"))]).toEqual([true, false, false]);
    rmSync(folder, { recursive: true });
  });
});
