import { describe, expect, it } from "vitest";
import { createFleetView } from "../../../electron/host/fleetView.ts";
import { fleetCell } from "../../../shared/contract/fleetCell.ts";
import { buildDetail, buildGpu } from "../../builders/hosts.ts";

const gone = {
  kind: "waiting",
  attempt: 1,
  retryAtMs: 0,
  error: { code: "SSH_TIMEOUT", message: "", atMs: 0 },
} as const;

describe("createFleetView", () => {
  it("orders columns by group and natural name, and sends the layout only when it changed", () => {
    const view = createFleetView("utilization");
    const hosts = [
      buildDetail({ name: "gpu-b01", group: "gpu-b", gpusExpected: 1 }, [buildGpu()]),
      buildDetail({ name: "gpu-a10", group: "gpu-a", gpusExpected: 1 }, [buildGpu()]),
      buildDetail({ name: "gpu-a9", group: "gpu-a", gpusExpected: 1 }, [buildGpu()]),
    ];
    expect(view.read(hosts).layout?.hosts.map(({ name }) => name)).toEqual(["gpu-a9", "gpu-a10", "gpu-b01"]);
    expect(view.read(hosts).layout).toBeNull();
    expect(view.read(hosts.slice(1)).layout?.hosts).toHaveLength(2);
  });

  it.each([
    ["an ordinary GPU", buildGpu({ utilizationGpuRatio: 0.91 }), fleetCell.ok, 0.91],
    ["zero is a value", buildGpu({ utilizationGpuRatio: 0 }), fleetCell.ok, 0],
    ["throttled by heat", buildGpu({ throttleReasons: ["hwThermal"] }), fleetCell.throttled, 0.5],
    ["at its power limit", buildGpu({ throttleReasons: ["swPowerCap", "gpuIdle"] }), fleetCell.ok, 0.5],
    ["a row remap pending", buildGpu({ remapPending: true }), fleetCell.remapPending, 0.5],
    ["no reading", buildGpu({ utilizationGpuRatio: { missing: "notAvailable" } }), fleetCell.missing, Number.NaN],
  ])("%s", (_name, gpu, cell, value) => {
    const item = createFleetView("utilization").read([buildDetail({ gpusExpected: 1 }, [gpu])]);
    expect([item.cells[0], item.values[0]]).toEqual([cell, value]);
  });

  it.each(["lost", "requiresReset", "unreadable", "absent"] as const)("a GPU that is %s, as that", (state) => {
    const gpu = buildGpu({ state, utilizationGpuRatio: { missing: "unknownError" } });
    const item = createFleetView("utilization").read([buildDetail({ gpusExpected: 1 }, [gpu])]);
    expect([item.cells[0], item.values[0]]).toEqual([fleetCell[state], Number.NaN]);
  });

  it("shows an expected GPU that is not listed as absent, and leaves slots a host does not have empty", () => {
    const item = createFleetView("utilization").read([
      buildDetail({ name: "gpu-a1", gpusExpected: 2 }, [buildGpu({ index: 1 })]),
      buildDetail({ name: "gpu-a2", gpusExpected: 1 }, [buildGpu()]),
    ]);
    expect([...item.cells]).toEqual([fleetCell.absent, fleetCell.ok, fleetCell.ok, fleetCell.none]);
  });

  it("draws a host that was never read as large as its group", () => {
    const item = createFleetView("utilization").read([
      buildDetail({ name: "gpu-a1", gpusExpected: 2 }, [buildGpu(), buildGpu({ index: 1 })]),
      buildDetail({ name: "gpu-a2", gpusExpected: 0, lastSampleAtMs: null, connection: gone }, []),
      buildDetail({ name: "cpu-1", group: "cpu", gpusExpected: 0 }, []),
    ]);
    expect(item.layout?.hosts.map(({ gpuCount }) => gpuCount)).toEqual([0, 2, 2]);
    expect(item.layout?.hosts.map(({ isCounted }) => isCounted)).toEqual([true, true, false]);
    expect([...item.cells].slice(4)).toEqual([fleetCell.unreachable, fleetCell.unreachable]);
  });

  it("draws a host whose driver lists no GPU as not read, and one that has none not at all", () => {
    const item = createFleetView("utilization").read([
      buildDetail({ name: "gpu-a1", gpusExpected: 2 }, [buildGpu(), buildGpu({ index: 1 })]),
      buildDetail({ name: "gpu-a2", gpusExpected: 0, gpuSubsystem: { kind: "driverMismatch", text: "" } }, []),
      buildDetail({ name: "gpu-a3", gpusExpected: 0, gpuSubsystem: { kind: "noDevices", text: "" } }, []),
    ]);
    expect([...item.cells].slice(2)).toEqual([fleetCell.unread, fleetCell.unread, fleetCell.none, fleetCell.none]);
  });

  it("puts a GPU known by its bus id alone into the free slot", () => {
    const lost = buildGpu({ index: null, uuid: null, state: "lost", utilizationGpuRatio: { missing: "gpuLost" } });
    const detail = buildDetail({ gpusExpected: 3 }, [
      buildGpu({ index: 0 }),
      buildGpu({ index: 2 }),
      { ...lost, index: null },
    ]);
    expect([...createFleetView("utilization").read([detail]).cells]).toEqual([
      fleetCell.ok,
      fleetCell.lost,
      fleetCell.ok,
    ]);
  });

  it.each([
    ["not connected", { connection: gone }],
    ["stale", { stale: true }],
  ])("hatches a host that is %s and draws no value for it", (_name, summary) => {
    const item = createFleetView("utilization").read([buildDetail({ gpusExpected: 1, ...summary }, [buildGpu()])]);
    expect([item.cells[0], item.values[0]]).toEqual([fleetCell.unreachable, Number.NaN]);
  });

  it.each([
    ["connected but never read", { lastSampleAtMs: null }],
    [
      "connected for the first time",
      { lastSampleAtMs: null, connection: { kind: "connecting", attempt: 1, sinceMs: 0 } },
    ],
  ] as const)("tells a host that is %s from one that does not answer", (_name, summary) => {
    const item = createFleetView("utilization").read([buildDetail({ gpusExpected: 1, ...summary }, [buildGpu()])]);
    expect([item.cells[0], item.values[0]]).toEqual([fleetCell.unread, Number.NaN]);
  });

  it.each([
    ["utilization", 0, 1],
    ["memory", 0, 1],
    ["power", 0, 700],
    ["temperature", 20, 100],
    ["smClock", 0, 1755e6],
  ] as const)("scales %s from %d to %d", (metric, scaleMin, scaleMax) => {
    const item = createFleetView(metric).read([buildDetail({}, [buildGpu()])]);
    expect([item.scaleMin, item.scaleMax]).toEqual([scaleMin, scaleMax]);
  });
});
