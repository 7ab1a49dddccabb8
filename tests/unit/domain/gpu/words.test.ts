import { describe, expect, test } from "vitest";
import { gpuSubsystem, type ThrottleReason, throttleReason } from "../../../../shared/domain/gpu/model.ts";
import { subsystemAdvice } from "../../../../shared/domain/gpu/subsystem.ts";
import {
  throttleCell,
  throttleMaskOf,
  throttleReasonsOf,
  throttleVerdict,
} from "../../../../shared/domain/gpu/throttle.ts";
import { parseList, parseVersion } from "../../../../shared/domain/gpu/version.ts";
import { parseKernelLine, xidMeaning } from "../../../../shared/domain/gpu/xid.ts";

describe("throttle reasons", () => {
  test.each<[string, ThrottleReason[]]>([
    ["0x0000000000000000", []],
    ["0x0000000000000001", ["gpuIdle"]],
    ["0x0000000000000002", ["applicationClocks"]],
    ["0x0000000000000004", ["swPowerCap"]],
    ["0x0000000000000010", ["syncBoost"]],
    ["0x0000000000000100", ["displayClocks"]],
    ["0x0000000000000048", ["hwSlowdown", "hwThermal"]],
    ["0x00000000000000A8", ["hwSlowdown", "swThermal", "hwPowerBrake"]],
    ["0x80000000000001FF", throttleReason.options],
  ])("%s", (cell, reasons) => {
    const read = throttleCell(cell);
    expect(new Set(Array.isArray(read) ? read : ["missing"])).toEqual(new Set(reasons));
    expect(throttleReasonsOf(throttleMaskOf(reasons))).toEqual(read);
  });

  test.each(["4", "Active", "0x", "0xZZ", "0x00000000000000001"])("%s is not guessed", (cell) => {
    expect(throttleCell(cell)).toEqual({ missing: "unknownError" });
  });

  test.each<[ThrottleReason[], string, string]>([
    [[], "none", ""],
    [["gpuIdle"], "normal", "idle"],
    [["swPowerCap"], "normal", "power limit"],
    [["applicationClocks", "syncBoost"], "normal", "application clocks, sync boost"],
    [["swThermal"], "problem", "thermal"],
    [["hwThermal", "hwSlowdown"], "problem", "thermal"],
    [["hwPowerBrake", "hwSlowdown"], "problem", "power brake: PSU or rack"],
    [["hwThermal", "hwPowerBrake"], "problem", "thermal, power brake: PSU or rack"],
    [["hwSlowdown"], "problem", "hardware slowdown, cause unknown"],
    [["hwSlowdown", "gpuIdle"], "normal", "idle"],
    [["swPowerCap", "swThermal"], "problem", "thermal"],
  ])("%j is %s: %s", (reasons, kind, words) => {
    expect(throttleVerdict(reasons)).toEqual({ kind, words });
  });
});

describe("Xid lines", () => {
  test.each([
    [
      "[Sun Feb 23 16:24:18 2025] NVRM: Xid (PCI:0000:9b:00): 119, pid=2024380, name=nvidia-smi, Timeout after 6s of waiting for RPC response from GPU4 GSP!",
      [null, "0000:9b:00", 119, 2024380, "nvidia-smi", "Timeout after 6s of waiting for RPC response from GPU4 GSP!"],
    ],
    [
      "NVRM: Xid (PCI:0000:05:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.",
      [null, "0000:05:00", 79, null, null, "GPU has fallen off the bus."],
    ],
    ["NVRM: Xid (0000:03:00): 14, Channel 00000001", [null, "0000:03:00", 14, null, null, "Channel 00000001"]],
    [
      "[12345.678901] gpu-a09 kernel: NVRM: Xid (PCI:0000:10:1c): 63, pid=1896, Row Remapper: New row marked for remapping",
      [12345.678901, "0000:10:1c", 63, 1896, null, "Row Remapper: New row marked for remapping"],
    ],
    [
      "[    9.500000] NVRM: Xid (PCI:0018:01:00): 149, NETIR_LINK_EVT Fatal XC0 i0 Link 08 (0x004505c6 0x00000000)",
      [9.5, "0018:01:00", 149, null, null, "NETIR_LINK_EVT Fatal XC0 i0 Link 08 (0x004505c6 0x00000000)"],
    ],
  ] as const)("%s", (line, [uptimeSeconds, busId, code, pid, processName, text]) => {
    expect(parseKernelLine(line)).toEqual({ uptimeSeconds, busId, code, pid, processName, text });
  });

  test.each([
    "",
    "NVRM: GPU at PCI:0000:9b:00: GPU-509665ad",
    "NVRM: Rate limiting GSP RPC error prints for GPU at PCI:0000:9b:00",
    "nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 22013, Non-fatal",
    "NVRM: Xid (somewhere): 13, text",
  ])("%j is none", (line) => {
    expect(parseKernelLine(line)).toBeNull();
  });

  test.each([
    [79, "critical"],
    [48, "critical"],
    [62, "critical"],
    [64, "critical"],
    [74, "critical"],
    [95, "critical"],
    [119, "critical"],
    [120, "critical"],
    [94, "warning"],
    [13, "warning"],
    [31, "warning"],
    [43, "info"],
    [45, "info"],
    [63, "info"],
    [99999, "warning"],
  ])("Xid %i is %s", (code, severity) => {
    const meaning = xidMeaning(code);
    expect(meaning.severity).toBe(severity);
    expect(meaning.summary).not.toBe("");
    expect(meaning.action).toMatch(/\.$/);
  });
});

describe("versions", () => {
  test.each([
    [
      "NVIDIA-SMI version  : 590.48.01\nNVML version        : 590.48\nDRIVER version      : 590.48.01\nCUDA Version        : 13.1\n",
      "590.48.01",
      "13.1",
    ],
    [
      'NVIDIA-SMI version : 610.57.04\nKMD version : 610.57.04\nDRIVER version : Deprecated, see "KMD version" instead\nCUDA UMD Version : 13.3\nCUDA version : Deprecated, see "CUDA UMD version" instead\n',
      "610.57.04",
      "13.3",
    ],
    ["Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.161\n", null, null],
    ["", null, null],
  ])("%j", (text, driverVersion, cudaVersion) => {
    expect(parseVersion(text)).toEqual({ driverVersion, cudaVersion });
  });

  test("the list of GPUs, with brackets in a name and MIG devices below", () => {
    const text = [
      "GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-a)",
      "  MIG 3g.40gb     Device  0: (UUID: MIG-x)",
      "GPU 10: Quadro (early) P400 (UUID: GPU-b)",
      "Unable to determine the device handle for gpu 0000:02:00.0: Unknown Error",
    ].join("\n");
    expect(parseList(text)).toEqual([
      {
        index: 0,
        name: "NVIDIA H100 80GB HBM3",
        uuid: "GPU-a",
        migDevices: [{ profile: "3g.40gb", device: 0, uuid: "MIG-x" }],
      },
      { index: 10, name: "Quadro (early) P400", uuid: "GPU-b", migDevices: [] },
    ]);
  });
});

test.each(gpuSubsystem.shape.kind.options)(
  "the state %s is explained, and says what to do when it is trouble",
  (kind) => {
    const { meaning, action } = subsystemAdvice(kind);
    expect(meaning).toMatch(/\.$/);
    if (kind === "ok" || kind === "unknown") expect(action).toBe("");
    else expect(action).toMatch(/\.$/);
  },
);
