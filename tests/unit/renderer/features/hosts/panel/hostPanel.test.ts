import { describe, expect, it } from "vitest";
import { gpusAsText } from "../../../../../../renderer/features/hosts/panel/copyTable.ts";
import { emphasisOf, type Gpu, type GpuRow, gpuRows } from "../../../../../../renderer/features/hosts/panel/gpuRows.ts";
import {
  gpuPowerChart,
  hostQueries,
  hostSelector,
  networkChart,
} from "../../../../../../renderer/features/hosts/panel/hostCharts.ts";
import { costText } from "../../../../../../renderer/features/hosts/panel/ReadingCostPanel.tsx";
import { powerThresholds, temperatureThresholds } from "../../../../../../renderer/features/hosts/panel/thresholds.ts";
import { indexRanges, throttleWords } from "../../../../../../renderer/features/hosts/panel/words.ts";
import type { ThrottleReason } from "../../../../../../shared/domain/gpu/model.ts";
import { parseSelectorText } from "../../../../../../shared/domain/promql/parseQuery.ts";

const absent = { missing: "notSupported" } as const;

function gpu(index: number, change: Partial<Gpu> = {}): Gpu {
  return {
    uuid: `GPU-${index}`,
    index,
    busId: `0000:0${index}:00`,
    name: "H100",
    state: "ok",
    stateText: null,
    utilizationGpuRatio: 0.9,
    utilizationMemoryRatio: absent,
    memoryTotalBytes: 2 ** 36,
    memoryUsedBytes: 2 ** 35,
    memoryFreeBytes: absent,
    memoryReservedBytes: absent,
    temperatureCelsius: 70,
    memoryTemperatureCelsius: absent,
    temperatureMarginCelsius: 17,
    powerDrawWatts: 500,
    powerLimitWatts: 700,
    smClockHertz: 1.7e9,
    memoryClockHertz: absent,
    fanRatio: absent,
    performanceState: "P0",
    throttleReasons: [],
    eccCorrectedVolatile: 0,
    eccUncorrectedVolatile: 0,
    eccUncorrectedAggregate: 0,
    remappedRowsCorrectable: 0,
    remappedRowsUncorrectable: 0,
    remapPending: false,
    remapFailure: false,
    retiredPagesPending: absent,
    recoveryAction: absent,
    pcieGeneration: absent,
    pcieWidth: absent,
    encoderRatio: absent,
    decoderRatio: absent,
    migEnabled: absent,
    persistenceMode: absent,
    computeMode: absent,
    ...change,
  };
}

function rowOf(of: Gpu): GpuRow {
  const reasons = "missing" in of.throttleReasons ? null : throttleWords(of.throttleReasons);
  return { key: of.uuid ?? "", gpu: of, throttle: reasons, mig: [], processes: [] };
}

const throttled: Partial<Gpu> = { throttleReasons: ["hwSlowdown", "hwThermal"] };

describe("throttle words", () => {
  it.each<{ reasons: ThrottleReason[]; kind: string; short: string; full: string }>([
    { reasons: [], kind: "none", short: "None", full: "" },
    { reasons: ["gpuIdle"], kind: "none", short: "Idle", full: "Idle" },
    { reasons: ["swPowerCap"], kind: "normal", short: "SW power cap", full: "SW power cap" },
    { reasons: ["hwSlowdown", "hwThermal"], kind: "problem", short: "HW thermal", full: "HW thermal, HW slowdown" },
    { reasons: ["swPowerCap", "swThermal"], kind: "problem", short: "SW thermal", full: "SW thermal, SW power cap" },
    { reasons: ["hwSlowdown"], kind: "problem", short: "HW slowdown", full: "HW slowdown" },
  ])("$reasons", ({ reasons, ...expected }) => expect(throttleWords(reasons)).toEqual(expected));
});

describe("indexRanges", () => {
  it.each([
    { indexes: [], expected: "" },
    { indexes: [3], expected: "3" },
    { indexes: [3, 0, 1, 2], expected: "0-3" },
    { indexes: [0, 2, 5, 6, 7, 7], expected: "0,2,5-7" },
  ])("$indexes", ({ indexes, expected }) => expect(indexRanges(indexes)).toBe(expected));
});

describe("chart queries", () => {
  it.each(["gpu-a09", 'a"b', "a\\b", 'a}b,c="d', "höst\n2"])("name %j and nothing else", (host) => {
    const matchers = parseSelectorText(hostSelector("metric", host));
    const named = matchers.filter(({ name }) => name !== "__name__");
    expect(named).toEqual([expect.objectContaining({ name: "instance", value: host })]);
  });

  it("fit one subscription", () => expect(hostQueries("h").length).toBeLessThanOrEqual(32));
});

describe("headlines", () => {
  const line = (key: string) => ({ key, label: key, slot: 1 });
  it("say when a sum is over fewer GPUs than there are", () => {
    const all = [600, 700].map((value, i) => ({ line: line(`${i}`), value }));
    expect(gpuPowerChart.headline(all)).toBe("1.30 kW total");
    expect(gpuPowerChart.headline([...all, { line: line("2"), value: Number.NaN }])).toBe("1.30 kW of 2");
    expect(gpuPowerChart.headline([{ line: line("2"), value: Number.NaN }])).toBeNull();
  });

  it("take one line of several", () => {
    expect(
      networkChart.headline([
        { line: line("in"), value: 1 },
        { line: line("out"), value: 2.3e9 },
      ]),
    ).toBe("18.4 Gb/s out");
    expect(networkChart.headline([{ line: line("in"), value: 1 }])).toBeNull();
  });
});

describe("emphasis", () => {
  const rows = [gpu(0), gpu(1, throttled), gpu(2), gpu(3)].map(rowOf);
  it.each([
    { name: "the one in hand and those in trouble", rows, selected: 3, expected: ["gpu-3", "gpu-1"] },
    { name: "those in trouble", rows, selected: null, expected: ["gpu-1"] },
    { name: "nobody when all are well", rows: [gpu(0), gpu(1)].map(rowOf), selected: null, expected: null },
    {
      name: "nobody when all are in trouble",
      rows: [gpu(0, throttled), gpu(1, throttled)].map(rowOf),
      selected: null,
      expected: null,
    },
  ])("goes to $name", ({ rows: given, selected, expected }) => {
    const emphasis = emphasisOf(given, selected);
    expect(emphasis && [...emphasis]).toEqual(expected);
  });
});

describe("thresholds", () => {
  it("are the lowest of the GPUs that report one", () => {
    const rows = [gpu(0), gpu(1, { temperatureCelsius: 60, temperatureMarginCelsius: 24, powerLimitWatts: 650 })].map(
      rowOf,
    );
    expect(temperatureThresholds(rows, null)).toEqual([{ value: 84, label: "slowdown 84", severity: "warning" }]);
    expect(powerThresholds(rows)).toEqual([{ value: 650, label: "limit 650", severity: "neutral" }]);
  });

  it("are absent where the driver reports none", () => {
    const rows = [gpu(0, { temperatureMarginCelsius: absent, powerLimitWatts: absent })].map(rowOf);
    expect([...temperatureThresholds(rows, null), ...powerThresholds(rows)]).toEqual([]);
    expect(temperatureThresholds(rows, 87)).toMatchObject([{ value: 87 }]);
  });
});

describe("gpusAsText", () => {
  it("writes none, never zero, for what is missing", () => {
    const [, line] = gpusAsText([rowOf(gpu(4, { powerDrawWatts: absent, ...throttled }))]).split("\n");
    expect(line).toBe("4\tGPU-4\tok\t90\t32.0\tnone\t70\t1700\tHW thermal, HW slowdown\t0\t0\tnone");
  });
});

describe("gpuRows", () => {
  it("orders by index and joins processes and MIG devices by UUID", () => {
    const detail = {
      gpus: [gpu(2), gpu(0, { index: null, uuid: null, state: "lost" }), gpu(1)],
      migDevices: [
        {
          parentUuid: "GPU-1",
          gpuInstanceId: 1,
          computeInstanceId: 0,
          profile: null,
          uuid: null,
          memoryTotalBytes: 1,
          memoryUsedBytes: 1,
        },
      ],
      processes: [
        {
          gpuUuids: ["GPU-1", "GPU-2"],
          pid: 1,
          type: null,
          name: "/usr/bin/python3",
          command: null,
          user: null,
          container: "vllm-0",
          containerId: null,
          podUid: null,
          ageSeconds: 1,
          memoryBytes: 1,
        },
        {
          gpuUuids: ["GPU-2"],
          pid: 2,
          type: null,
          name: "/usr/bin/dcgm",
          command: null,
          user: null,
          container: null,
          containerId: null,
          podUid: null,
          ageSeconds: 1,
          memoryBytes: 1,
        },
      ],
    };
    const rows: readonly GpuRow[] = Reflect.apply(gpuRows, null, [detail]);
    expect(rows.map(({ gpu: of, mig, processes }) => [of.uuid, mig.length, processes])).toEqual([
      ["GPU-1", 1, ["vllm-0"]],
      ["GPU-2", 0, ["vllm-0", "dcgm"]],
      [null, 0, []],
    ]);
  });
});

describe("what reading costs", () => {
  const cost = (section: string, wallMs: number | null) => ({ section, wallMs, intervalMs: 1000, bytes: 1, status: 0 });

  it.each([
    [[cost("host", 10), cost("gpu", 20)], "3.0 % of the time"],
    [[cost("host", 10), cost("gpu", null)], "1.0 % of the time without gpu"],
    [[{ ...cost("list", 500), intervalMs: 0 }], "0.0 % of the time"],
  ])("%#: counts what was measured and names what was not", (costs, text) => {
    expect(costText(costs)).toBe(text);
  });
});
