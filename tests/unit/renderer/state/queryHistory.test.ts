import { expect, test } from "vitest";
import { readHistory, rememberQueries } from "../../../../renderer/state/queryHistory.ts";

function memoryStorage(initial: string | null = null) {
  let value = initial;
  return {
    getItem: () => value,
    setItem(_key: string, next: string) {
      value = next;
    },
  };
}

test("newest first, each once, none that is empty", () => {
  const storage = memoryStorage();
  rememberQueries(storage, ["up", " "]);
  rememberQueries(storage, ["rate(x[5m])"]);
  rememberQueries(storage, [" up "]);
  expect(readHistory(storage)).toEqual(["up", "rate(x[5m])"]);
});

test("no more than a hundred are kept", () => {
  const storage = memoryStorage();
  for (let i = 0; i < 120; i += 1) rememberQueries(storage, [`m${i}`]);
  expect(readHistory(storage)).toHaveLength(100);
  expect(readHistory(storage)[0]).toBe("m119");
});

test.each(["not json", "{}", "[1]", null])("stored %j is no history", (stored) => {
  expect(readHistory(memoryStorage(stored))).toEqual([]);
});

test("storage that refuses keeps none and breaks nothing", () => {
  const refusing = {
    getItem: () => {
      throw new Error("denied");
    },
    setItem: () => {
      throw new Error("denied");
    },
  };
  rememberQueries(refusing, ["up"]);
  expect(readHistory(refusing)).toEqual([]);
});
