import { describe, expect, it } from "vitest";
import { parseDemoOptions, scenarioList } from "../../../electron/demo/demoOptions.ts";
import { batchSizeIncident } from "../../../electron/demo/simulation/incident/batchSize.ts";
import { scenarios } from "../../../electron/demo/simulation/incident/faults.ts";

const defaults = {
  ...{ hosts: 16, seed: 1, port: 7425, dataFolder: null, interval: "1s" },
  ...{ prepared: true, scrape: true, prometheus: null, scenario: null, speed: 1 },
};

describe("parseDemoOptions", () => {
  it.each([
    [[], defaults],
    [["--hosts", "64", "--port", "0"], { ...defaults, hosts: 64, port: 0 }],
    [
      ["--seed", "7", "--data", "kept", "--interval", "2s"],
      { ...defaults, seed: 7, dataFolder: "kept", interval: "2s" },
    ],
    [["--first-run"], { ...defaults, prepared: false }],
    [["--no-scrape"], { ...defaults, scrape: false }],
    [["--incident", "--speed", "4"], { ...defaults, scenario: batchSizeIncident, speed: 4 }],
    [["--incident", "--on-order"], { ...defaults, scenario: batchSizeIncident, speed: null }],
    [["--scenario", "gpu-lost"], { ...defaults, scenario: scenarios.get("gpu-lost") }],
    [["--scenario", "kv-cache-batch-size"], { ...defaults, scenario: batchSizeIncident }],
    [["--prometheus", "http://127.0.0.1:9090/"], { ...defaults, prometheus: "http://127.0.0.1:9090" }],
  ])("%j", (args, expected) => {
    expect(parseDemoOptions(args)).toEqual(expected);
  });

  it("--list asks for the names of the scenarios", () => {
    expect(parseDemoOptions(["--list"])).toBe("list");
    expect(scenarioList()).toMatch(/^gpu-lost +A GPU falls off the bus$/m);
  });

  it.each([["--help"], ["-h"]])("%s asks for help", (flag) => {
    expect(parseDemoOptions([flag])).toBe("help");
  });

  it.each([
    [["--hosts", "0"], "--hosts takes a whole number from 1 to 256"],
    [["--hosts", "257"], "--hosts takes a whole number from 1 to 256"],
    [["--hosts", "four"], '"four"'],
    [["--hosts", "1e1"], '"1e1"'],
    [["--port", "65536"], "--port takes a whole number from 0 to 65535"],
    [["--interval", "soon"], "--interval takes 500ms to 60s"],
    [["--interval", "100ms"], "--interval takes 500ms to 60s"],
    [["--prometheus", "localhost"], "--prometheus takes an address"],
    [["--speed", "0"], "--speed takes a whole number from 1 to 20"],
    [["--story"], "--story"],
    [["--scenario", "flood"], 'There is no scenario "flood"'],
    [["fleet"], "fleet"],
  ])("%j is refused with what is wrong", (args, words) => {
    expect(() => parseDemoOptions(args)).toThrow(words);
  });
});
