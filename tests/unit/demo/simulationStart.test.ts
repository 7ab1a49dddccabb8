import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { simulationStart } from "../../../electron/demo/simulationStart.ts";

const hourMs = 3_600_000;
const beganMs = Date.UTC(2026, 10, 19, 2);
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-demo-start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  ["goes on when it is started again", 1, hourMs, beganMs],
  ["begins anew after a long pause", 1, 7 * hourMs, beganMs + 7 * hourMs],
  ["begins anew for another fleet", 2, hourMs, beganMs + hourMs],
  ["begins anew when the clock was set back behind its beginning", 1, -hourMs, beganMs - hourMs],
])("%s", (_name, seed, laterMs, expected) => {
  expect(simulationStart(folder, 1, beganMs)).toBe(beganMs);
  expect(simulationStart(folder, seed, beganMs + laterMs)).toBe(expected);
  expect(simulationStart(folder, seed, beganMs + laterMs + 1000), "kept").toBe(expected);
});

it("begins anew where nothing can be read of the last time", () => {
  writeFileSync(join(folder, "simulation-start"), "1 x");
  expect(simulationStart(folder, 1, beganMs)).toBe(beganMs);
});
