import { expect, test } from "vitest";
import { createFleet } from "../../../electron/demo/simulation/fleet.ts";
import { readLogs } from "../../../electron/demo/simulation/logs/readLogs.ts";
import { logScriptHeader } from "../../../shared/domain/logs/hostScript.ts";

const wallStartMs = Date.UTC(2026, 10, 26, 8) + 437;

/** What the window's logs say that is read `elapsedMs` after the simulation began. */
function linesAt(elapsedMs: number): readonly string[] {
  const host = createFleet(8, 1).find(({ service }) => service.name === "vllm");
  if (!host) throw new Error("no host serves a model");
  const script = logScriptHeader("n", {
    kind: "window",
    logs: [{ files: "/var/log/vllm/*.log" }],
    startMs: wallStartMs,
  });
  const moment = { t: elapsedMs / 1000, wallMs: wallStartMs + elapsedMs, uptimeSeconds: 1000 };
  return (readLogs(host, script, moment) ?? "").split("\n").filter((line) => /^(INFO|WARNING|ERROR) \d/.test(line));
}

test("lines stay as they were first read, whatever part of a second it is read in", () => {
  const first = linesAt(300_000);
  expect(first.length).toBeGreaterThan(20);
  for (const laterMs of [1, 250, 562, 563, 564, 999]) {
    const later = new Set(linesAt(300_000 + laterMs));
    expect(first.filter((line) => !later.has(line))).toEqual([]);
  }
});
