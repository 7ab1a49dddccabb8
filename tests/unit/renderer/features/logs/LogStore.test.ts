import { describe, expect, test } from "vitest";
import { LogStore } from "../../../../../renderer/features/logs/LogStore.ts";
import { rowsOf } from "../../../../../renderer/features/logs/LogTable.tsx";
import { logLine } from "../../../../builders/logLines.ts";

const lines = (...timesMs: readonly number[]) => timesMs.map((timeMs) => logLine({ timeMs, text: `at ${timeMs}` }));
const page = (...timesMs: readonly number[]) => ({
  lines: lines(...timesMs),
  completeFromMs: timesMs[0] ?? 0,
  problems: [],
  appliedHere: [],
});
const live = (...timesMs: readonly number[]) => ({
  lines: lines(...timesMs),
  gaps: [],
  problems: null,
  began: false,
  lateHosts: [],
});

/** Times of the rows, newest first. */
function shown(store: LogStore): readonly number[] {
  const rows = rowsOf(store.current);
  return Array.from({ length: rows.count }, (_, row) => store.line(rows.numberAt(row) ?? -1)?.timeMs ?? Number.NaN);
}

function filled(): LogStore {
  const store = new LogStore();
  store.takePage(page(10, 20, 30));
  return store;
}

test("live lines stand in time order, those that come late too", () => {
  const store = filled();
  store.takeLive(live(40, 50));
  store.takeLive(live(35, 60));
  expect(shown(store)).toEqual([60, 50, 40, 35, 30, 20, 10]);
});

test("no line stands under a question that only a source can judge and none was asked", () => {
  const store = filled();
  store.ask(null);
  store.fail({ source: "", where: "", code: "UNSUPPORTED", message: "LogQL needs a Loki" });
  expect(shown(store)).toEqual([]);
});

test("where the page did not come, what met the question stays in sight, and what is live goes on", () => {
  const store = filled();
  store.ask([{ kind: "text", text: "at 20", negated: false }]);
  store.takeLive(live(40));
  store.fail({ source: "", where: "", code: "TIMEOUT", message: "no answer" });
  store.takeLive(live(50));
  expect(shown(store)).toEqual([50, 40, 20]);
});

test("what was said of the answer before is not said of the next question", () => {
  const store = new LogStore();
  store.takePage({ ...page(10), appliedHere: ["level>=warn"] });
  store.ask([]);
  expect(store.current).toMatchObject({ appliedHere: [], completeFromMs: null });
});

test("a line that came with the page and live stands once, early or late; one that was written twice, twice", () => {
  const store = new LogStore();
  store.ask([]);
  store.takeLive(live(30));
  store.takePage(page(10, 20, 20, 30));
  store.takeLive(live(20, 25, 40));
  expect(shown(store)).toEqual([40, 30, 25, 20, 20, 10]);
});

describe("a line without a time of its own, which says another one at each reading", () => {
  const untimed = (timeMs: number, ...endBytes: readonly number[]) =>
    endBytes.map((endByte) => logLine({ timeMs, timeFrom: "received", text: "again", place: { file: "7", endByte } }));
  const places = (store: LogStore) =>
    Array.from({ length: store.current.end }, (_, number) => store.line(number)?.timeMs);

  test("stands once where a page and live lines both read it, early or late, and each of several that are alike does", () => {
    const store = new LogStore();
    store.ask([]);
    store.takeLive({ ...live(), lines: untimed(20, 3) });
    store.takePage({ ...page(), lines: untimed(30, 1, 2, 3, 4) });
    store.takeLive({ ...live(), lines: untimed(40, 4, 5, 6) });
    expect(places(store)).toEqual([30, 30, 30, 30, 40, 40]);
  });

  test("stands once where a host is followed late, and its page comes after live lines", () => {
    const store = new LogStore();
    store.takePage(page(10));
    store.takeLive({ ...live(), lines: untimed(40, 3, 4) });
    // The page was read later, and goes beyond what came live by then.
    store.takeLate({ ...page(), lines: untimed(50, 1, 2, 3, 4, 5, 6) }, ["gpu-a01"]);
    store.takeLive({ ...live(), lines: untimed(60, 5, 6, 7) });
    expect(places(store)).toEqual([10, 40, 40, 50, 50, 60, 60, 60]);
  });

  test("is not taken for a line of another file, or of the file that has its name now", () => {
    const store = new LogStore();
    store.takePage({ ...page(), lines: untimed(30, 9) });
    const [line = logLine()] = untimed(40, 5);
    store.takeLive({ ...live(), lines: [{ ...line, stream: "/other" }] });
    store.takeLive({ ...live(), lines: [{ ...line, host: "gpu-a02" }] });
    store.takeLive({ ...live(), lines: [{ ...line, place: { file: "8", endByte: 5 } }] });
    expect(places(store)).toEqual([30, 40, 40, 40]);
  });
});

test("a place that is held shows what comes late below it, and nothing new above", () => {
  const store = filled();
  store.takeLive(live(40));
  store.hold();
  store.takeLive(live(50));
  store.takeLive(live(25, 45, 60));
  expect(shown(store)).toEqual([40, 30, 25, 20, 10]);
  store.hold();
  expect(shown(store)).toEqual([40, 30, 25, 20, 10]);
  store.follow();
  expect(shown(store)).toEqual([60, 50, 45, 40, 30, 25, 20, 10]);
});

test("older lines and those of a gap leave a place that is held where it is", () => {
  const store = filled();
  store.hold();
  store.takeLive(live(40, 50));
  store.takeMore(page(1, 2), true);
  expect(shown(store)).toEqual([30, 20, 10, 2, 1]);
  store.takeMore(page(15, 45), false);
  expect(shown(store)).toEqual([30, 20, 15, 10, 2, 1]);
  expect(store.current.completeFromMs).toBe(1);
});

test("what a host wrote before it could be followed joins the page, each line once, and leaves a place that is held", () => {
  const away = { source: "hosts", where: "gpu-a01", code: "UNAVAILABLE", message: "Not connected" } as const;
  const other = { ...away, where: "gpu-a02" };
  const store = new LogStore();
  store.takePage({ ...page(10, 20, 30), problems: [away, other] });
  store.hold();
  store.takeLive(live(40));
  store.takeLate(page(15, 40, 50), ["gpu-a01"]);
  expect(shown(store)).toEqual([30, 20, 15, 10]);
  expect(store.current.problems).toEqual([other]);
  expect(store.current.completeFromMs).toBe(15);
  store.follow();
  store.takeLive(live(50, 60));
  expect(shown(store)).toEqual([60, 50, 40, 30, 20, 15, 10]);
});

test("a place of one question is none of the next", () => {
  const store = filled();
  store.hold();
  store.ask([]);
  store.takePage(page(70, 80));
  expect(shown(store)).toEqual([80, 70]);
});
