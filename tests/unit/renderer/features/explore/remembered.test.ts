import { expect, test } from "vitest";
import { remembered } from "../../../../../renderer/features/explore/remembered.ts";

test("the same question is asked once a minute", async () => {
  let nowMs = 0;
  const asked: string[] = [];
  const ask = remembered(
    async (label: string, metric?: string) => {
      asked.push(`${label} ${metric}`);
      return asked.length;
    },
    () => nowMs,
  );
  expect([await ask("pod"), await ask("pod"), await ask("pod", "up")]).toEqual([1, 1, 2]);
  nowMs = 60_000;
  expect(await ask("pod")).toBe(3);
});

test("what is kept is bounded: the oldest goes first", async () => {
  let count = 0;
  const ask = remembered(
    async (_label: string) => (count += 1),
    () => 0,
  );
  for (let i = 0; i <= 200; i += 1) await ask(`l${i}`);
  expect(await ask("l1")).toBe(2);
  expect(await ask("l0")).toBe(202);
});
