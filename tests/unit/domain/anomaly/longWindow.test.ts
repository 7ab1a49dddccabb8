import { expect, test } from "vitest";
import { LongWindow } from "../../../../shared/domain/anomaly/longWindow.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

test("a long window is as an array of its length that is shifted", () => {
  const random = seededRandom(3);
  const length = 12;
  const window = new LongWindow(length);
  let plain: number[] = Array.from({ length }, () => Number.NaN);
  for (let round = 0; round < 500; round++) {
    if (random() < 0.3) {
      const steps = Math.floor(random() * 15);
      window.advance(steps);
      plain = [...plain, ...Array.from({ length: steps }, () => Number.NaN)].slice(-length);
    } else {
      const ago = Math.floor(random() * 15);
      const value = Math.round(random() * 100);
      window.set(ago, value);
      if (ago < length) plain[length - 1 - ago] = value;
    }
    expect([...window.values]).toEqual(plain);
  }
});
