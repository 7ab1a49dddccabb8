import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createHighlight } from "../../../../../renderer/features/logs/highlight.ts";
import { LinesInView } from "../../../../../renderer/features/logs/LinesInView.tsx";
import { LogStore } from "../../../../../renderer/features/logs/LogStore.ts";

function wordsOf({ failed, hasFilter }: { readonly failed: boolean; readonly hasFilter: boolean }): string {
  const store = new LogStore();
  const snapshot = {
    ...store.current,
    loading: false,
    problems: failed
      ? [{ source: "hosts", where: "gpu-d04", code: "SSH_FAILED", message: "not connected" } as const]
      : [],
  };
  const logs = { store, snapshot, counted: null, filterProblem: null, olderBeforeMs: null };
  return renderToStaticMarkup(
    <LinesInView
      logs={{ ...logs, readOlder: () => {}, readGap: () => {} }}
      hasFilter={hasFilter}
      selected={null}
      highlight={createHighlight("")}
      onSelect={() => {}}
      onLeaveTop={() => {}}
    />,
  );
}

test("no lines of what could not be read say why, also under a filter", () => {
  expect(wordsOf({ failed: true, hasFilter: false })).toContain("could be read: gpu-d04: not connected");
  expect(wordsOf({ failed: true, hasFilter: true })).toContain("could be read: gpu-d04: not connected");
  expect(wordsOf({ failed: false, hasFilter: true })).toContain("No line meets the filter");
  expect(wordsOf({ failed: false, hasFilter: false })).toContain("Nothing was written there");
});
