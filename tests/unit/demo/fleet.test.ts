import { describe, expect, it } from "vitest";
import { createFleet, type HostTrouble } from "../../../electron/demo/simulation/fleet.ts";

const troubled = (count: number, seed = 1) =>
  Object.fromEntries(
    createFleet(count, seed)
      .filter((host) => host.trouble !== null)
      .map((host) => [host.trouble, host.name]),
  );

describe("createFleet", () => {
  const layouts: readonly (readonly [number, Partial<Record<NonNullable<HostTrouble>, string>>])[] = [
    [1, { throttled: "gpu-a01" }],
    [3, { throttled: "gpu-a01", remapPending: "gpu-b01", gpuLost: "gpu-c01" }],
    [4, { throttled: "gpu-a01", remapPending: "gpu-b01", gpuLost: "gpu-c01", unreachable: "gpu-d01" }],
    [16, { throttled: "gpu-a04", remapPending: "gpu-b02", gpuLost: "gpu-c04", unreachable: "gpu-d04" }],
    [64, { throttled: "gpu-a09", remapPending: "gpu-b02", gpuLost: "gpu-c11", unreachable: "gpu-d04" }],
  ];
  it.each(layouts)("%i hosts: every trouble there is room for, once", (count, expected) => {
    expect(createFleet(count, 1)).toHaveLength(count);
    expect(troubled(count)).toEqual(expected);
  });

  it.each([1, 2, 3, 5, 7, 16, 63, 64, 256])("%i hosts: names and machine ids are unique, groups even", (count) => {
    const hosts = createFleet(count, 7);
    expect(new Set(hosts.map((host) => host.name)).size).toBe(count);
    expect(new Set(hosts.map((host) => host.machineId)).size).toBe(count);
    const sizes = Object.values(Object.groupBy(hosts, (host) => host.group)).map((group) => group?.length ?? 0);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    for (const host of hosts) expect(host.machineId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("is a function of its seed", () => {
    expect(createFleet(16, 5)).toEqual(createFleet(16, 5));
    expect(createFleet(16, 5).map((host) => host.machineId)).not.toEqual(createFleet(16, 6).map((h) => h.machineId));
  });

  it("has four groups, three GPU models and idle hosts that are in no trouble, at 64", () => {
    const hosts = createFleet(64, 1);
    const byGroup = Object.groupBy(hosts, (host) => host.group);
    expect(Object.entries(byGroup).map(([group, list]) => [group, list?.length, list?.[0]?.model.name])).toEqual([
      ["gpu-a", 16, "NVIDIA H100 80GB HBM3"],
      ["gpu-b", 16, "NVIDIA H100 80GB HBM3"],
      ["gpu-c", 16, "NVIDIA A100-SXM4-80GB"],
      ["gpu-d", 16, "NVIDIA L40S"],
    ]);
    const idle = hosts.filter((host) => host.service.load === 0);
    expect(idle.length).toBeGreaterThan(4);
    expect(idle.filter((host) => host.trouble !== null)).toEqual([]);
  });
});
