import { describe, expect, it } from "vitest";
import { OutputRing } from "../../../electron/services/terminals/outputRing.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";

describe("the ring of a terminal's output", () => {
  it("gives any kept byte back, however it was written and read", () => {
    const random = seededRandom(7);
    const ring = new OutputRing(97);
    const all: number[] = [];
    for (let round = 0; round < 500; round += 1) {
      const part = Uint8Array.from({ length: Math.floor(random() * 150) }, () => Math.floor(random() * 256));
      ring.append(part);
      all.push(...part);
      expect(ring.end).toBe(all.length);
      expect(ring.start).toBe(Math.max(0, all.length - 97));
      const from = ring.start + Math.floor(random() * (ring.end - ring.start + 1));
      const read: number[] = [];
      for (let at = from; at < ring.end; at += 1) {
        const bytes = ring.read(at, 1 + Math.floor(random() * 40));
        read.push(...bytes);
        at += bytes.length - 1;
      }
      expect(read).toEqual(all.slice(from));
    }
  });
});
