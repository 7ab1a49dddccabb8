import { expect, test } from "vitest";
import { interned } from "../../../shared/base/interned.ts";

test("every text comes back as it is, however many there were and however long it is", () => {
  const texts = [...Array.from({ length: 20_000 }, (_, i) => `GPU-${i}`), "", "x".repeat(129)];
  for (const text of [...texts, ...texts]) expect(interned(text)).toBe(text);
});
