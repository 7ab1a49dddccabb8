import { describe, expect, test } from "vitest";
import { blankGpu } from "../../../../shared/domain/gpu/blank.ts";
import { columnsOf } from "../../../../shared/domain/gpu/columns.ts";
import {
  chooseGpuFields,
  leanGpuFields,
  optionalGpuFields,
  parseFieldHelp,
} from "../../../../shared/domain/gpu/fields.ts";

const help = `List of valid properties to query for the switch "--query-gpu":

"timestamp"
The timestamp of when the query was made in format "YYYY/MM/DD HH:MM:SS.msec".

Section about pci properties
"pci.bus_id" or "gpu_bus_id"
PCI bus id as "domain:bus:device.function", in hex.

"clocks_event_reasons.active" or "clocks_throttle_reasons.active"
Bitmask of active clock event reasons.

"uuid" or "gpu_uuid"
"name" or "gpu_name"
The official product name of the GPU.
`;

describe("the list of fields a driver offers", () => {
  test("names and aliases, but nothing that descriptions quote", () => {
    expect([...parseFieldHelp(help)].sort()).toEqual([
      "clocks_event_reasons.active",
      "clocks_throttle_reasons.active",
      "gpu_bus_id",
      "gpu_name",
      "gpu_uuid",
      "name",
      "pci.bus_id",
      "timestamp",
      "uuid",
    ]);
  });

  test.each(["", "sh: nvidia-smi: not found", 'Field "x" is not a valid field to query.'])("%j offers none", (text) => {
    expect(parseFieldHelp(text).size).toBe(0);
  });
});

describe("the fields to ask for", () => {
  test("unknown: the lean ones, 21 of them, name last", () => {
    expect(chooseGpuFields(null)).toBe(leanGpuFields);
    expect(leanGpuFields).toHaveLength(21);
    expect(leanGpuFields.at(-1)).toBe("name");
  });

  test("everything offered: lean and optional, name still last, none twice", () => {
    const chosen = chooseGpuFields(new Set([...leanGpuFields, ...optionalGpuFields, "hostname", "serial"]));
    expect(chosen).toHaveLength(leanGpuFields.length + optionalGpuFields.length);
    expect(new Set(chosen).size).toBe(chosen.length);
    expect(chosen.at(-1)).toBe("name");
  });

  test("only what is offered is asked for", () => {
    const offered = new Set(leanGpuFields.filter((field) => field !== "fan.speed"));
    expect(chooseGpuFields(offered)).toEqual(leanGpuFields.filter((field) => field !== "fan.speed"));
  });

  test("the newer name is used where the older is gone", () => {
    const offered = new Set(["uuid", "clocks_event_reasons.active", "pcie.link.gen.current", "name"]);
    expect(chooseGpuFields(offered)).toEqual(["uuid", "clocks_event_reasons.active", "pcie.link.gen.current", "name"]);
  });

  test("a help text without one known name asks for the lean ones", () => {
    expect(chooseGpuFields(new Set(["something"]))).toBe(leanGpuFields);
  });

  test("every field that can be asked for has a place in the model", () => {
    const fields = chooseGpuFields(new Set([...leanGpuFields, ...optionalGpuFields]));
    const columns = columnsOf(fields);
    for (const [i, field] of fields.entries()) {
      const gpu = { ...blankGpu };
      const cell = { index: "7", uuid: "GPU-1", "pci.bus_id": "0000:01:00.0" }[field] ?? "5";
      columns[i]?.read(gpu, cell);
      expect(gpu, field).not.toEqual(blankGpu);
    }
  });
});
