import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { createHighlight } from "../../../../../renderer/features/logs/highlight.ts";
import { LinesInView } from "../../../../../renderer/features/logs/LinesInView.tsx";
import { type LogProblem, LogStore } from "../../../../../renderer/features/logs/LogStore.ts";

function wordsOf({ problems, hasFilter }: { readonly problems: LogProblem[]; readonly hasFilter: boolean }): string {
  const store = new LogStore();
  store.takePage({ lines: [], completeFromMs: 0, problems, appliedHere: [] });
  const logs = { store, snapshot: store.current, counted: null, filterProblem: null, olderBeforeMs: null };
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

const away = { source: "hosts", where: "gpu-d04", code: "SSH_UNREACHABLE", message: "not connected" } as const;
const noLoki = { source: "", where: "", code: "UNSUPPORTED", message: "LogQL needs a Loki" } as const;

test("no lines of what could not be read say why, also under a filter", () => {
  expect(wordsOf({ problems: [away], hasFilter: false })).toContain("could be read: gpu-d04: not connected");
  expect(wordsOf({ problems: [away], hasFilter: true })).toContain("could be read: gpu-d04: not connected");
  expect(wordsOf({ problems: [away], hasFilter: true })).toContain("No lines in what was read");
  expect(wordsOf({ problems: [], hasFilter: true })).toContain("No line meets the filter");
  expect(wordsOf({ problems: [], hasFilter: false })).toContain("Nothing was written there");
});

test("that no line meets the filter is said only when somebody was asked", () => {
  const words = wordsOf({ problems: [noLoki], hasFilter: true });
  expect(words).toContain("No source was asked");
  expect(words).toContain("LogQL needs a Loki");
  expect(words).not.toContain("No line meets the filter");
});
