import { describe, expect, it } from "vitest";
import { createFleet, replicas } from "../../../electron/demo/simulation/fleet.ts";

describe("the fleet", () => {
  it.each([1, 3, 4, 5, 8, 16, 64, 256])("of %i hosts has that many, each with its own name", (count) => {
    const names = createFleet(count, 1).map(({ name }) => name);
    expect(new Set(names).size).toBe(count);
  });

  it.each([4, 5, 8, 16, 64])("of %i hosts shows every trouble once", (count) => {
    const troubles = createFleet(count, 1).flatMap(({ trouble }) => trouble ?? []);
    expect([...troubles].sort()).toEqual(["gpuLost", "remapPending", "throttled", "unreachable"]);
  });

  it("is the same for the same seed and another for another", () => {
    expect(createFleet(8, 7)).toEqual(createFleet(8, 7));
    expect(createFleet(8, 7)).not.toEqual(createFleet(8, 8));
  });

  it("gives each GPU to at most one replica", () => {
    for (const host of createFleet(64, 3)) {
      const taken = replicas(host).flat();
      expect(new Set(taken).size).toBe(taken.length);
      expect(Math.max(-1, ...taken)).toBeLessThan(host.gpuCount);
    }
  });
});
