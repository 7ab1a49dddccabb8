import { expect, test } from "vitest";
import { AlertBoard } from "../../../electron/services/alerts/alertBoard.ts";
import { createFindingAlerts } from "../../../electron/services/alerts/findingAlerts.ts";
import { buildAlert, buildSilence } from "../../builders/alerts.ts";
import { buildFinding } from "../../builders/hosts.ts";

const lost = buildFinding({ id: "gpu-a01/gpuLost/GPU-5", kind: "gpuLost", host: "gpu-a01", gpuIndex: 5 });

test("the board follows both: the finding goes when a rule fires, and comes back when it resolves", () => {
  const board = new AlertBoard(new Map());
  const ofHosts = createFindingAlerts(board);
  const names = () => [...board.alerts.values()].map(({ name, state }) => `${name} ${state}`);
  ofHosts.tell([lost]);
  expect(names()).toEqual(["GpuLost firing"]);
  const [first] = board.alerts.values();
  ofHosts.tell([{ ...lost }]);
  expect([...board.alerts.values()][0]).toBe(first);

  const missing = buildAlert({ name: "GpuMissing", labels: { instance: "gpu-a01", gpu: "5" } });
  board.update("local", new Map([[missing.id, missing]]));
  expect(names()).toEqual(["GpuMissing firing"]);
  board.update("local", new Map());
  expect(names()).toEqual(["GpuLost firing"]);

  board.setSilences([buildSilence({ matchers: [{ name: "alertname", operator: "=", value: "GpuLost" }] })], []);
  expect(names()).toEqual(["GpuLost silenced"]);
  ofHosts.tell([]);
  expect(names()).toEqual([]);
  ofHosts.dispose();
});
