import { afterEach, describe, expect, test } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { createLokiSource } from "../../../electron/services/logs/loki/createLokiSource.ts";
import type { LogGap, LogProblem, LogQuery } from "../../../electron/services/logs/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import { type LogLine, messageOf } from "../../../shared/domain/logs/model.ts";
import { workspaceSource } from "../../../shared/domain/workspace/source.ts";
import { type LokiEntry, startLoki } from "../../doubles/lokiServer.ts";
import { until } from "../../harness/until.ts";

const ending: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function start(options: { readonly tenants?: boolean } = {}, configuration: Record<string, unknown> = {}) {
  const loki = await startLoki(options);
  const source = workspaceSource.parse({
    kind: "loki",
    name: "logs-eu",
    url: loki.url,
    selector: '{app=~".+"}',
    ...configuration,
  });
  if (source.kind !== "loki") throw new Error("not a Loki");
  const http = createHttpService({
    secrets: { get: async () => null },
    workspaceFolder: "/",
    dial: dialServer(() => null),
  });
  const client = http.server(source);
  ending.push(
    () => loki.stop(),
    () => client.dispose(),
  );
  return { loki, source: createLokiSource(source, { client, clock: systemClock, random: () => 0 }) };
}

const baseMs = Date.now() - 60_000;
const never = new AbortController().signal;
const entry = (
  offsetMs: number,
  line: string,
  labels: Record<string, string> = { app: "web", host: "gw-3" },
): LokiEntry => ({
  labels,
  ns: BigInt(Math.floor(baseMs + offsetMs)) * 1_000_000n + 123n,
  line,
});
const query = (filter: string, rest: Partial<LogQuery> = {}): LogQuery => ({
  filter: parseFilter(filter),
  hosts: null,
  startMs: baseMs,
  endMs: baseMs + 120_000,
  limit: 1000,
  ...rest,
});
const texts = (lines: readonly LogLine[]) => lines.map(messageOf);

describe("reading", () => {
  test("split streams are one again, in time order, with level, host and fields", async () => {
    const { loki, source } = await start();
    loki.push([
      entry(30, "level=error msg=boom dur=900ms"),
      entry(10, "level=info msg=hello"),
      entry(20, "slow query \u001b[31mred\u001b[0m", { app: "db", trace_id: "abc" }),
      entry(31, "Traceback (most recent call last):"),
      entry(32, '  File "x.py", line 1'),
      entry(33, "ValueError: boom"),
    ]);
    const answer = await source.query(query(""), never);
    expect(texts(answer.lines)).toEqual([
      "hello",
      "slow query red",
      "boom",
      'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: boom',
    ]);
    expect(answer.lines[2]).toMatchObject({ level: "error", host: "gw-3", stream: "web", source: "logs-eu" });
    expect(answer.lines[2]?.fields).toMatchObject({ app: "web", dur: "900ms" });
    expect(answer.lines[1]?.fields).toEqual({ app: "db", trace_id: "abc" });
    expect(answer.lines[0]?.timeMs).toBeCloseTo(Math.floor(baseMs + 10) + 0.000123, 3);
  });

  test.each([
    ["boom", ["boom"], []],
    ["level:error", ["boom"], []],
    ["-boom app=web", ["hello"], []],
    ["dur=900ms", ["boom"], ["dur=900ms"]],
    ['{app="db"} |= "query"', ["query"], []],
  ])("the filter %j", async (text, found, appliedHere) => {
    const { loki, source } = await start();
    loki.push([
      entry(1, "level=info msg=hello"),
      entry(2, "level=error msg=boom dur=900ms"),
      entry(3, "query", { app: "db" }),
    ]);
    const answer = await source.query(query(text), never);
    expect(texts(answer.lines)).toEqual(found);
    expect(answer.appliedHere).toEqual(appliedHere);
  });

  test("hosts narrow the selector", async () => {
    const { loki, source } = await start();
    loki.push([entry(1, "a"), entry(2, "b", { app: "web", host: "gw-4" })]);
    expect(texts((await source.query(query("", { hosts: ["gw-4"] }), never)).lines)).toEqual(["b"]);
  });

  test("the newest of a limit, and from where nothing is missing", async () => {
    const { loki, source } = await start();
    loki.push(Array.from({ length: 50 }, (_, i) => entry(i * 10, `n ${i}`)));
    const page = await source.query(query("", { limit: 20 }), never);
    expect(page.lines).toHaveLength(19);
    const rest = await source.query(query("", { endMs: page.completeFromMs }), never);
    expect(rest.lines).toHaveLength(31);
  });

  test("nothing at all is no failure", async () => {
    const { source } = await start();
    expect((await source.query(query(""), never)).lines).toEqual([]);
  });

  test("volume is Loki's own count, by level and step", async () => {
    const { loki, source } = await start();
    const firstMs = Math.ceil(baseMs / 10_000) * 10_000;
    const at = (ms: number, line: string) => ({ ...entry(0, line), ns: BigInt(firstMs + ms) * 1_000_000n + 1n });
    loki.push([at(1000, "error a"), at(2000, "info b"), at(12_000, "info c"), at(19_000, "info d")]);
    const volume = await source.volume(
      { filter: parseFilter(""), hosts: null },
      { startMs: firstMs, endMs: firstMs + 20_000, stepMs: 10_000 },
      never,
    );
    expect(volume).toMatchObject({ startMs: firstMs, stepMs: 10_000 });
    expect(Object.fromEntries(volume?.levels.map(({ level, counts }) => [level, counts]) ?? [])).toEqual({
      error: [1, 0],
      info: [1, 2],
    });
    const left = { filter: parseFilter("dur=1"), hosts: null };
    expect(await source.volume(left, { startMs: firstMs, endMs: firstMs + 1, stepMs: 1000 }, never)).toBeNull();
  });
});

describe("failures are told in Loki's words", () => {
  test.each([
    ['{app="web"', "BAD_QUERY", "parse error at line 1"],
    ['sum by (detected_level) (count_over_time({app="web"} [1000ms]))', "BAD_QUERY", "asks for figures"],
  ])("%j", async (logql, code, message) => {
    const { loki, source } = await start();
    loki.push([entry(1, "info x")]);
    const asked = source.query(
      query("", { filter: { terms: [], own: { language: "logql" as const, text: logql } } }),
      never,
    );
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("tenants", async () => {
    const { source } = await start({ tenants: true });
    await expect(source.query(query(""), never)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("X-Scope-OrgID"),
    });
    const named = await start({ tenants: true }, { headers: { "X-Scope-OrgID": "team-a" } });
    expect((await named.source.query(query(""), never)).lines).toEqual([]);
  });

  test("too many requests", async () => {
    const { loki, source } = await start();
    loki.setFault("busy");
    await expect(source.query(query(""), never)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
  });
});

describe("live", () => {
  function follow(source: ReturnType<typeof createLokiSource>, filter = "") {
    const lines: LogLine[] = [];
    const gaps: LogGap[] = [];
    const told: (readonly LogProblem[])[] = [];
    let begins = 0;
    const stop = new AbortController();
    const sink = {
      began: () => {
        begins += 1;
      },
      lines: (more: readonly LogLine[]) => lines.push(...more),
      gap: (gap: LogGap) => gaps.push(gap),
      problems: (problems: readonly LogProblem[]) => told.push(problems),
    };
    const done = source.tail({ filter: parseFilter(filter), hosts: null }, sink, stop.signal);
    done.catch(() => {});
    ending.push(async () => {
      stop.abort();
      await done.catch(() => {});
    });
    return { lines, gaps, told, done, begins: () => begins };
  }
  const now = (line: string, afterMs = 0): LokiEntry => ({
    labels: { app: "web" },
    ns: BigInt(Date.now() + afterMs) * 1_000_000n,
    line,
  });

  test("lines come by WebSocket; levels are judged here", async () => {
    const { loki, source } = await start();
    const { lines, begins } = follow(source, "level:error");
    await until(() => begins() === 1);
    expect(loki.tails).toBe(1);
    loki.push([now("level=info msg=a"), now("level=error msg=b", 1)]);
    await until(() => lines.length === 1);
    expect(texts(lines)).toEqual(["b"]);
  });

  test("what was dropped is read again, once", async () => {
    const { loki, source } = await start();
    const { lines, gaps } = follow(source);
    await until(() => loki.tails === 1);
    loki.push([now("first")]);
    await until(() => lines.length === 1);
    loki.push(
      Array.from({ length: 200 }, (_, i) => now(`burst ${i}`, i - 200)),
      false,
    );
    await until(() => lines.length === 201);
    expect(new Set(texts(lines)).size).toBe(201);
    expect(gaps).toEqual([]);
  });

  test("a lost connection comes back, with what was missed", async () => {
    const { loki, source } = await start();
    const { lines, told } = follow(source);
    await until(() => loki.tails === 1);
    loki.push([now("before")]);
    await until(() => lines.length === 1);
    loki.dropSockets();
    await until(() => told.some((problems) => problems[0]?.code === "UNAVAILABLE"));
    loki.push([now("meanwhile")]);
    await until(() => texts(lines).includes("meanwhile"));
    expect(texts(lines)).toEqual(["before", "meanwhile"]);
    expect(told.at(-1)).toEqual([]);
  });

  test("a query that cannot be followed ends with the reason", async () => {
    const { source } = await start();
    await expect(follow(source, '{app="web"').done).rejects.toMatchObject({ code: "BAD_QUERY" });
    const { source: other } = await start();
    const stop = new AbortController();
    const sink = { began: () => {}, lines: () => {}, gap: () => {}, problems: () => {} };
    const metric = {
      filter: { terms: [], own: { language: "logql" as const, text: 'rate({app="web"}[1m])' } },
      hosts: null,
    };
    await expect(other.tail(metric, sink, stop.signal)).rejects.toMatchObject({
      code: "BAD_QUERY",
      message: expect.stringContaining("only log selector is supported"),
    });
  });
});
