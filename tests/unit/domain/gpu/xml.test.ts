import { describe, expect, test } from "vitest";
import { parseGpuCsv } from "../../../../shared/domain/gpu/csv.ts";
import { leanGpuFields } from "../../../../shared/domain/gpu/fields.ts";
import { parseList } from "../../../../shared/domain/gpu/version.ts";
import { migDevicesOf, parseGpuXml, withExtras } from "../../../../shared/domain/gpu/xml.ts";
import { gpuRow } from "../../../fixtures/nvidiaSmi/csvRows.ts";
import {
  generation340,
  generation418,
  generation515,
  generation535mig,
  generation595,
  malformedClocks,
} from "../../../fixtures/nvidiaSmi/documents.ts";

const mebibyte = 2 ** 20;
const notAvailable = { missing: "notAvailable" };

function read(text: string) {
  const result = parseGpuXml(text);
  if (result.kind === "failed") throw new Error(result.message);
  return result;
}

describe("generations of the document", () => {
  test.each([
    ["340", generation340, "340.29", null, "0000:03:00", notAvailable],
    ["418", generation418, "418.67", "10.1", "0000:4e:00", 101],
    ["515", generation515, "515.86", "11.7", "0000:00:1e", 95],
    ["535", generation535mig, "535.104.05", "12.2", "0000:01:00", 89],
    ["595", generation595, "595.71", "13.2", "0000:06:00", notAvailable],
  ])("%s", (name, text, driverVersion, cudaVersion, busId, slowdownCelsius) => {
    const result = read(text);
    expect(result).toMatchObject({ driverVersion, cudaVersion, hasProcesses: true });
    expect(result.gpus[0]).toMatchObject({ uuid: `GPU-${name}`, busId, slowdownCelsius });
  });

  test("515: every reading", () => {
    expect(read(generation515).gpus[0]).toMatchObject({
      shutdownCelsius: 98,
      readings: {
        eccCorrectedVolatile: 4,
        eccUncorrectedVolatile: 6,
        eccUncorrectedAggregate: 11,
        remappedRowsCorrectable: 1,
        remappedRowsUncorrectable: 2,
        remapPending: true,
        remapFailure: false,
        retiredPagesPending: true,
        recoveryAction: notAvailable,
        pcieGeneration: 3,
        pcieWidth: 8,
        temperatureMarginCelsius: notAvailable,
        migEnabled: notAvailable,
      },
      migDevices: [],
    });
  });

  test("595: margins instead of thresholds, counters split in two, the driver's verdict", () => {
    const { gpus } = read(generation595);
    expect(gpus).toHaveLength(2);
    expect(gpus[0]?.readings).toMatchObject({
      temperatureMarginCelsius: 49,
      eccUncorrectedVolatile: 6,
      remapFailure: true,
      recoveryAction: "Drain and Reset",
    });
  });

  test("what a generation does not have is missing, never zero", () => {
    for (const [key, reading] of Object.entries(read(generation340).gpus[0]?.readings ?? {})) {
      expect(reading, key).toEqual(notAvailable);
    }
  });
});

describe("processes", () => {
  test("type and memory", () => {
    expect(read(generation515).gpus[0]?.processes).toEqual([
      {
        gpuUuid: "GPU-515",
        pid: 675,
        name: "/usr/lib/xorg/Xorg",
        memoryBytes: 22 * mebibyte,
        type: "G",
        gpuInstanceId: null,
        computeInstanceId: null,
      },
      expect.objectContaining({ pid: 5762, type: "C", memoryBytes: 1005 * mebibyte }),
    ]);
  });

  test("a type that is not known is none; memory that is not told is missing", () => {
    expect(read(generation595).gpus[0]?.processes).toMatchObject([
      { pid: 34626, type: "C+G", name: "/opt/app --a=1, --b" },
      { pid: 7, type: null, memoryBytes: notAvailable },
    ]);
  });

  test("a name reads as the process has it", () => {
    const written = generation515.replace(">python<", ">a &lt;b&gt; &amp;amp; &quot;c&quot; d&e<");
    const [gpu] = read(written).gpus;
    expect(gpu?.processes.map(({ name }) => name)).toContain('a <b> &amp; "c" d&e');
  });

  test("an element without anything in it is not told", () => {
    const [gpu] = read(generation515.replace(/<uuid>[^<]*<\/uuid>/, "<uuid/>")).gpus;
    expect(gpu).toMatchObject({ uuid: null, readings: { remapPending: true } });
  });

  test("a name that breaks the document costs the lists, not the health", () => {
    const broken = generation515.replace(">python<", "><b>python<");
    const result = read(broken);
    expect(result.hasProcesses).toBe(false);
    expect(result.gpus[0]).toMatchObject({ processes: [], readings: { remapPending: true } });
  });
});

describe("MIG", () => {
  test("devices of the document, named by the list", () => {
    const list = parseList(
      "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-535)\n" +
        "  MIG 3g.40gb     Device  0: (UUID: MIG-aaa)\n" +
        "  MIG 1g.10gb     Device  1: (UUID: MIG-bbb)\n",
    );
    const [extras] = read(generation535mig).gpus;
    if (!extras) throw new Error("no GPU");
    expect(migDevicesOf(extras, list)).toEqual([
      {
        parentUuid: "GPU-535",
        gpuInstanceId: 2,
        computeInstanceId: 0,
        profile: "3g.40gb",
        uuid: "MIG-aaa",
        memoryTotalBytes: 40448 * mebibyte,
        memoryUsedBytes: 11091 * mebibyte,
      },
      expect.objectContaining({ gpuInstanceId: 9, profile: "1g.10gb", uuid: "MIG-bbb" }),
    ]);
    expect(migDevicesOf(extras, [])).toMatchObject([{ profile: null, uuid: null }, { profile: null }]);
    expect(extras.processes).toMatchObject([{ gpuInstanceId: 2, computeInstanceId: 0 }]);
  });
});

describe("documents that are not whole", () => {
  test("the clocks of driver 470 do not matter", () => {
    expect(malformedClocks).not.toBe(generation515);
    expect(parseGpuXml(malformedClocks)).toEqual(parseGpuXml(generation515));
  });

  test("noise around it, and a second tick behind it, do not matter", () => {
    const text = `Welcome to gpu-a09\n${generation515}WARNING: something\n${generation418}`;
    expect(parseGpuXml(text)).toEqual(parseGpuXml(generation515));
  });

  test.each([
    ["notXml", ""],
    ["notXml", "Failed to initialize NVML: Driver/library version mismatch"],
    ["truncated", generation595.slice(0, 1500)],
    ["malformed", generation515.replace("<uuid>", "<uuid")],
    ["malformed", generation515.replace("</temperature>", "")],
    ["malformed", generation515.replace("<temperature>", "< temperature>")],
    ["malformed", generation515.replace("<temperature>", "<![CDATA[")],
  ] as const)("%s is told, with where", (reason, text) => {
    const result = parseGpuXml(text);
    expect(result).toMatchObject({ kind: "failed", reason });
    if (reason === "malformed" && result.kind === "failed") expect(result.message).toMatch(/^Line \d+: /);
  });
});

test("the XML fills in only what the CSV was not asked for", () => {
  const [gpu] = parseGpuCsv(gpuRow({}, leanGpuFields), leanGpuFields, 0).gpus;
  const [extras] = read(generation515).gpus;
  if (!gpu || !extras) throw new Error("no GPU");
  expect(withExtras(gpu, extras)).toEqual({
    ...gpu,
    ...extras.readings,
    eccUncorrectedVolatile: 0,
    migEnabled: false,
  });
});
