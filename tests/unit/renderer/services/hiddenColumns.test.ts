import { beforeAll, expect, test, vi } from "vitest";

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
};
vi.stubGlobal("localStorage", storage);

let columns: typeof import("../../../../renderer/features/services/hiddenColumns.ts");
beforeAll(async () => {
  columns = await import("../../../../renderer/features/services/hiddenColumns.ts");
});

test("columns that are hidden stay hidden on this computer", () => {
  expect(columns.readHidden(storage)).toEqual(["running", "promptTokens", "cost"]);
  columns.hideColumns(["change"]);
  expect(columns.hiddenColumnsStore.getState().hidden).toEqual(["change"]);
  expect(columns.readHidden(storage)).toEqual(["change"]);
  columns.hideColumns([]);
  expect(columns.readHidden(storage)).toEqual([]);
});

test.each([["not json"], ['{"a":1}'], ["[1]"]])("a broken choice (%s) is the usual one", (text) => {
  expect(columns.readHidden({ getItem: () => text })).toContain("cost");
});

test("storage that refuses keeps the choice for the page", () => {
  columns.hideColumns(["p50"], {
    setItem() {
      throw new Error("full");
    },
  });
  expect(columns.hiddenColumnsStore.getState().hidden).toEqual(["p50"]);
});
