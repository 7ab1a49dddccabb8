import { describe, expect, test } from "vitest";
import { createLogsService } from "../../../electron/services/logs/createLogsService.ts";
import type { LogAnswer, LogSource, TailSink } from "../../../electron/services/logs/types.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import type { LogVolume } from "../../../shared/domain/logs/volume.ts";
import { logLine } from "../../builders/logLines.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

interface Script {
  readonly answer?: Partial<LogAnswer> | MidwatchError;
  readonly volume?: LogVolume | null;
  readonly kind?: LogSource["kind"];
}

/** A source that answers what it was given; `sinks` are those that follow it now. */
function scripted(name: string, { answer = {}, volume = null, kind = "hosts" }: Script = {}) {
  const sinks = new Set<TailSink>();
  const source: LogSource = {
    name,
    kind,
    async query({ startMs }) {
      if (answer instanceof MidwatchError) throw answer;
      return { lines: [], completeFromMs: startMs, problems: [], appliedHere: [], ...answer };
    },
    tail: (_wish, sink, signal) =>
      new Promise((_resolve, reject) => {
        sinks.add(sink);
        signal.addEventListener("abort", () => {
          sinks.delete(sink);
          reject(new MidwatchError("CANCELLED", "Cancelled"));
        });
      }),
    volume: async () => volume,
  };
  return { source, sinks };
}

const at = (source: string, ...timesMs: readonly number[]) =>
  timesMs.map((timeMs) => logLine({ timeMs, source, text: `${source} ${timeMs}` }));
const never = new AbortController().signal;
const wish = { filter: parseFilter(""), sources: null, hosts: null };
const query = { ...wish, startMs: 0, endMs: 100, limit: 1000 };

function serviceOf(...sources: readonly LogSource[]) {
  const clock = new ManualClock();
  const logs = createLogsService({ clock });
  logs.setSources(sources);
  return { clock, logs };
}

describe("a page", () => {
  test("begins where every source is complete, so that the next page misses nothing", async () => {
    const a = scripted("a", { answer: { lines: at("a", 10, 50, 60) } });
    const b = scripted("b", { answer: { lines: at("b", 40, 55), completeFromMs: 40 } });
    const { lines, completeFromMs } = await serviceOf(a.source, b.source).logs.query(query, never);
    expect(lines.map(({ text }) => text)).toEqual(["b 40", "a 50", "b 55", "a 60"]);
    expect(completeFromMs).toBe(40);
  });

  test("a source that fails costs only itself", async () => {
    const a = scripted("a", { answer: { lines: at("a", 10) } });
    const b = scripted("b", { answer: new MidwatchError("FORBIDDEN", "b does not let you") });
    const { lines, problems } = await serviceOf(a.source, b.source).logs.query(query, never);
    expect(lines).toHaveLength(1);
    expect(problems).toEqual([{ source: "b", where: "", code: "FORBIDDEN", message: "b does not let you" }]);
  });

  test.each([
    [{ sources: ["a", "gone"] }, "NOT_FOUND"],
    [{ filter: { terms: [], own: { language: "logql" as const, text: '{a="b"}' } } }, "UNSUPPORTED"],
    [{ filter: parseFilter("lucene: status:500") }, "UNSUPPORTED"],
  ])("%j is refused", async (change, code) => {
    const { logs } = serviceOf(scripted("a").source);
    await expect(logs.query({ ...query, ...change }, never)).rejects.toMatchObject({ code });
  });

  test("LogQL is asked of Loki alone", async () => {
    const hosts = scripted("hosts", { answer: { lines: at("hosts", 1) } });
    const loki = scripted("loki", { kind: "loki", answer: { lines: at("loki", 2) } });
    const { logs } = serviceOf(hosts.source, loki.source);
    const { lines } = await logs.query(
      { ...query, filter: { terms: [], own: { language: "logql" as const, text: '{a="b"}' } } },
      never,
    );
    expect(lines.map(({ source }) => source)).toEqual(["loki"]);
  });
});

test("volumes add up; sources that do not count are named", async () => {
  const volume = { startMs: 0, stepMs: 1000, levels: [{ level: "info" as const, counts: [1, 2] }] };
  const sources = [scripted("a", { volume }), scripted("b", { volume }), scripted("c")].map(({ source }) => source);
  const counted = await serviceOf(...sources).logs.volume(wish, { startMs: 0, endMs: 2000, stepMs: 1000 }, never);
  expect(counted.volume?.levels).toEqual([{ level: "info", counts: [2, 4] }]);
  expect(counted.uncounted).toEqual(["c"]);
});

describe("live lines", () => {
  test("of several sources come merged, and what is wrong is told when it changes", async () => {
    const a = scripted("a");
    const b = scripted("b");
    const { clock, logs } = serviceOf(a.source, b.source);
    const stop = new AbortController();
    const tail = logs.tail(wish, stop.signal);
    expect((await tail.next()).value).toEqual({ lines: [], gaps: [], problems: [], began: false, lateHosts: [] });
    const next = tail.next();
    await clock.advance(0);
    for (const sink of a.sinks) sink.lines(at("a", 10, 30));
    for (const sink of b.sinks) {
      sink.lines(at("b", 20));
      sink.problems([{ source: "b", where: "", code: "TIMEOUT", message: "late" }]);
    }
    await clock.advance(100);
    expect((await next).value).toMatchObject({ lines: [], problems: [{ message: "late" }] });
    const merged = tail.next();
    await clock.advance(2000);
    const { value } = await merged;
    expect(value?.lines.map(({ text }) => text)).toEqual(["a 10", "b 20", "a 30"]);
    expect(value?.problems).toBeNull();
    stop.abort();
    await tail.return();
    expect(a.sinks.size + b.sinks.size).toBe(0);
  });

  test("a host that is followed late is told, and begins nothing anew", async () => {
    const a = scripted("a");
    const { clock, logs } = serviceOf(a.source);
    const stop = new AbortController();
    const tail = logs.tail(wish, stop.signal);
    await tail.next();
    for (const told of [undefined, "gpu-a01"]) {
      const next = tail.next();
      for (const sink of a.sinks) sink.began(told);
      await clock.advance(100);
      const { value } = await next;
      expect(value).toMatchObject({ began: told === undefined, lateHosts: told === undefined ? [] : [told] });
    }
    stop.abort();
    await tail.return();
  });

  test("began once every source did, or failed, and without one that takes long", async () => {
    const [a, b, slow] = [scripted("a"), scripted("b"), scripted("slow")];
    const stop = new AbortController();
    const began = async (sources: readonly ReturnType<typeof scripted>[], afterMs: number) => {
      const { clock, logs } = serviceOf(...sources.map(({ source }) => source));
      const tail = logs.tail(wish, stop.signal);
      expect((await tail.next()).value).toMatchObject({ began: false });
      const next = tail.next();
      for (const sink of a.sinks) sink.began();
      for (const sink of b.sinks) sink.problems([{ source: "b", where: "", code: "TIMEOUT", message: "late" }]);
      await clock.advance(afterMs);
      const { value } = await next;
      await tail.return();
      return value?.began;
    };
    expect(await began([a, b], 100)).toBe(true);
    expect(await began([a, b, slow], 100)).toBe(false);
    expect(await began([a, slow], 2000)).toBe(true);
    stop.abort();
  });

  test("what nobody takes in time is counted and told as a gap", async () => {
    const a = scripted("a");
    const { clock, logs } = serviceOf(a.source);
    const stop = new AbortController();
    const tail = logs.tail(wish, stop.signal);
    await tail.next();
    for (const sink of a.sinks) {
      for (let batch = 0; batch < 11; batch += 1) {
        sink.lines(at("a", ...Array.from({ length: 10_000 }, (_, i) => batch * 10_000 + i)));
      }
    }
    const next = tail.next();
    await clock.advance(2000);
    const { value } = await next;
    expect(value?.gaps).toMatchObject([
      { source: "a", fromMs: 100_000, toMs: 110_000, missing: { count: 10_000, unit: "lines" } },
    ]);
    stop.abort();
    await tail.return();
  });

  test("other sources are followed at once, the same ones go on", async () => {
    const a = scripted("a");
    const b = scripted("b");
    const { clock, logs } = serviceOf(a.source);
    const stop = new AbortController();
    const tail = logs.tail(wish, stop.signal);
    await tail.next();
    const next = tail.next();
    logs.setSources([a.source]);
    await clock.advance(0);
    const [before] = a.sinks;
    logs.setSources([a.source, b.source]);
    await clock.advance(0);
    expect([...a.sinks][0]).not.toBe(before);
    expect(b.sinks.size).toBe(1);
    expect((await next).value).toEqual({ lines: [], gaps: [], problems: [], began: false, lateHosts: [] });
    stop.abort();
    await tail.return();
  });
});
