import { expect, test } from "vitest";
import { ageText } from "../../../../../renderer/features/workloads/words.ts";

const hourMs = 3_600_000;

test.each([
  [-1, "0 s"],
  [4.5 * hourMs, "4h30m"],
  [9 * 24 * hourMs + 23 * hourMs, "9d23h"],
  [10 * 24 * hourMs, "10d"],
  [443 * 24 * hourMs + 23.9 * hourMs, "443d"],
])("an object of %d ms is %s old", (ms, text) => expect(ageText(ms)).toBe(text));
