import { afterEach, describe, expect, test } from "vitest";
import { dialServer } from "../../../electron/host/dialServer.ts";
import { createHttpService } from "../../../electron/services/http/createHttpService.ts";
import { createElasticsearchSource } from "../../../electron/services/logs/elasticsearch/createElasticsearchSource.ts";
import type { LogGap, LogProblem, LogQuery } from "../../../electron/services/logs/types.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { parseFilter } from "../../../shared/domain/logs/filter/parseFilter.ts";
import { type LogLine, messageOf } from "../../../shared/domain/logs/model.ts";
import { workspaceSource } from "../../../shared/domain/workspace/source.ts";
import { startElasticsearch } from "../../doubles/elasticsearchServer.ts";
import { ManualClock } from "../../doubles/manualClock.ts";
import { until } from "../../harness/until.ts";

const ending: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

const ecs = { "@timestamp": "date", message: "text", "log.level": "keyword", "host.name": "keyword", status: "long" };

async function start(types: Readonly<Record<string, string>> = ecs, clock: Clock = systemClock) {
  const server = await startElasticsearch(types);
  const source = workspaceSource.parse({
    kind: "elasticsearch",
    name: "es-eu",
    url: server.url,
    auth: { apiKey: "secret:es" },
  });
  if (source.kind !== "elasticsearch") throw new Error("not an Elasticsearch");
  const http = createHttpService({
    secrets: { get: async () => "aWQ6a2V5" },
    workspaceFolder: "/",
    dial: dialServer(() => null),
  });
  const client = http.server(source);
  ending.push(
    () => server.stop(),
    () => client.dispose(),
  );
  return { server, source: createElasticsearchSource(source, { client, clock }) };
}

const baseMs = Date.UTC(2026, 10, 25, 2);
const never = new AbortController().signal;
let ids = 0;
const document = (offsetMs: number, source: Record<string, unknown>) => ({
  id: `d${ids++}`,
  source: { "@timestamp": `${new Date(baseMs + offsetMs).toISOString().slice(0, -1)}456Z`, ...source },
});
const query = (filter: string, rest: Partial<LogQuery> = {}): LogQuery => ({
  filter: parseFilter(filter),
  hosts: null,
  startMs: baseMs,
  endMs: baseMs + 3_600_000,
  limit: 5000,
  ...rest,
});
const texts = (lines: readonly LogLine[]) => lines.map(messageOf);

const three = [
  document(20, {
    message: "KV cache full",
    "log.level": "WARN",
    log: { logger: "vllm" },
    host: { name: "gpu-a09" },
    status: 200,
  }),
  document(10, { message: "hello", "log.level": "info", host: { name: "gw-3" } }),
  document(30, {
    message: "boom",
    levelname: "ERROR",
    "log.level": "error",
    exc_info: 'Traceback (most recent call last):\n  File "a.py", line 1\nValueError: boom',
    trace_no: 7,
  }),
];

describe("reading", () => {
  test("documents of ECS and of python-json-logger are lines in time order", async () => {
    const { server, source } = await start();
    server.index(...three);
    const { lines, problems } = await source.query(query(""), never);
    expect(problems).toEqual([]);
    expect(texts(lines).map((text) => text.split("\n")[0])).toEqual(["hello", "KV cache full", "boom"]);
    expect(lines.map(({ level }) => level)).toEqual(["info", "warn", "error"]);
    expect(lines[1]).toMatchObject({ host: "gpu-a09", source: "es-eu" });
    expect(lines[1]?.fields).toMatchObject({ "log.level": "WARN", "log.logger": "vllm", "host.name": "gpu-a09" });
    expect(lines[2]?.text).toContain("ValueError: boom");
    expect(lines[0]?.timeMs).toBeCloseTo(baseMs + 10.456, 3);
    expect(server.headers.every(({ authorization }) => authorization === "ApiKey aWQ6a2V5")).toBe(true);
  });

  test.each([
    ['"kv CACHE"', ["KV cache full"], []],
    ["level>=warn", ["KV cache full", "boom"], []],
    ["-boom", ["hello", "KV cache full"], []],
    ["status=200", ["KV cache full"], []],
    ["/KV c.che/", ["KV cache full"], ["/KV c.che/"]],
    ["host=gw-3", ["hello"], ["host=gw-3"]],
    ["lucene: host.name:gpu-a09 AND NOT message:boom", ["KV cache full"], []],
  ])("the filter %j", async (text, found, appliedHere) => {
    const { server, source } = await start();
    server.index(...three);
    const answer = await source.query(query(text), never);
    expect(texts(answer.lines).map((one) => one.split("\n")[0])).toEqual(found);
    expect(answer.appliedHere).toEqual(appliedHere);
  });

  test("a query string that its server cannot read is refused in the server's words", async () => {
    const { server, source } = await start();
    server.index(...three);
    await expect(source.query(query("lucene: message:(full"), never)).rejects.toMatchObject({
      code: "BAD_QUERY",
      message: expect.stringContaining("Cannot parse 'message:(full'"),
    });
  });

  test("some hosts only", async () => {
    const { server, source } = await start();
    server.index(...three);
    expect(texts((await source.query(query("", { hosts: ["gw-3"] }), never)).lines)).toEqual(["hello"]);
  });

  test("more than a page: ties at its end are not passed over, and nothing comes twice", async () => {
    const { server, source } = await start();
    // Seven documents share each millisecond, so that a page of a thousand ends within such a group.
    server.index(...Array.from({ length: 2500 }, (_, i) => document(Math.floor(i / 7), { message: `n ${i}` })));
    const { lines, completeFromMs } = await source.query(query(""), never);
    expect(new Set(texts(lines)).size).toBe(2500);
    expect(lines).toHaveLength(2500);
    expect(completeFromMs).toBe(baseMs);
    const page = await source.query(query("", { limit: 1500 }), never);
    expect(page.lines.length).toBeGreaterThan(1480);
    const rest = await source.query(query("", { endMs: page.completeFromMs }), never);
    expect(page.lines.length + rest.lines.length).toBe(2500);
  });

  test("identifiers keep their digits", async () => {
    const { server, source } = await start();
    server.index(document(1, { message: "x" }));
    server.setFault({
      status: 200,
      body: '{"fields":{},"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"hits":[{"_index":"nanos","_id":"1","_source":{"message":"x","trace_no":1524753829371840599},"sort":["2026-11-25T02:00:00.123456789Z"]}]}}',
    });
    const { lines } = await source.query(query(""), never);
    expect(lines[0]?.fields.trace_no).toBe("1524753829371840599");
    expect(lines[0]?.timeMs).toBeCloseTo(baseMs + 123.456789, 3);
  });

  test("volume is the server's own count, by level and step", async () => {
    const { server, source } = await start();
    server.index(
      ...three,
      document(1500, { message: "later", "log.level": "info" }),
      document(1600, { message: "no level" }),
    );
    const window = { startMs: baseMs, endMs: baseMs + 2000, stepMs: 1000 };
    const volume = await source.volume({ filter: parseFilter(""), hosts: null }, window, never);
    expect(Object.fromEntries(volume?.levels.map(({ level, counts }) => [level, counts]) ?? [])).toEqual({
      info: [1, 1],
      warn: [1, 0],
      error: [1, 0],
      unknown: [0, 1],
    });
    expect(await source.volume({ filter: parseFilter("/x/"), hosts: null }, window, never)).toBeNull();
  });

  test("levels that are numbers are asked as numbers", async () => {
    const { server, source } = await start({ message: "text", level: "long" });
    server.index(document(1, { message: "pino", level: 50 }), document(2, { message: "fine", level: 20 }));
    expect(texts((await source.query(query("level:fatal"), never)).lines)).toEqual(["pino"]);
  });
});

describe("failures", () => {
  const shardFailure = {
    took: 142,
    timed_out: false,
    _shards: {
      total: 20,
      successful: 19,
      failed: 1,
      failures: [{ reason: { type: "circuit_breaking_exception", reason: "[parent] Data too large" } }],
    },
    hits: { hits: [] },
    fields: {},
  };
  test.each([
    ["shards that failed", shardFailure, /1 of 20 shards did not answer \(\[parent\] Data too large\)/],
    [
      "a soft timeout",
      { ...shardFailure, timed_out: true, _shards: { total: 2, successful: 2, failed: 0 } },
      /stopped after 15s/,
    ],
    ["no such index", { ...shardFailure, _shards: { total: 0, successful: 0, failed: 0 } }, /has no index called/],
    [
      "unassigned shards",
      { ...shardFailure, _shards: { total: 5, successful: 3, failed: 0 } },
      /2 of 5 .*not assigned/,
    ],
  ])("%s make an answer incomplete", async (_name, body, message) => {
    const { server, source } = await start();
    server.setFault({ status: 200, body: JSON.stringify(body) });
    const { problems } = await source.query(query(""), never);
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]);
  });

  const nested = {
    error: {
      root_cause: [{ type: "query_shard_exception", reason: "Failed to parse query [heart(]" }],
      type: "search_phase_execution_exception",
      reason: "all shards failed",
      failed_shards: [
        { reason: { reason: "Failed to parse", caused_by: { reason: "Cannot parse 'heart(':\n  <EOF>" } } },
      ],
    },
    status: 400,
  };
  test.each([
    [400, JSON.stringify(nested), "BAD_QUERY", "es-eu: Cannot parse 'heart(': <EOF>"],
    [401, "", "FORBIDDEN", "es-eu answered with HTTP 401"],
    [401, "Unauthorized", "FORBIDDEN", "es-eu: Unauthorized"],
    [
      403,
      '{"error":{"root_cause":[],"type":"security_exception","reason":"no permissions for [x]"},"status":403}',
      "FORBIDDEN",
      "es-eu: no permissions for [x]",
    ],
    [404, '{"error":{"reason":"no such index [a]"},"status":404}', "NOT_FOUND", "es-eu: no such index [a]"],
    [
      406,
      '{"error":"Content-Type header is not supported","status":406}',
      "REMOTE_FAILED",
      "es-eu: Content-Type header is not supported",
    ],
    [
      429,
      '{"error":{"type":"rejected_execution_exception","reason":null},"status":429}',
      "UNAVAILABLE",
      "es-eu: rejected_execution_exception",
    ],
    [
      429,
      '{"error":{"type":"circuit_breaking_exception","reason":"Data too large","durability":"PERMANENT"},"status":429}',
      "UNAVAILABLE",
      "es-eu: Data too large. Ask for a shorter time range",
    ],
    [504, "<html><h1>504 Gateway Time-out</h1></html>", "UNAVAILABLE", "es-eu: 504 Gateway Time-out"],
    [504, '{"message":"Endpoint request timed out"}', "UNAVAILABLE", "es-eu: Endpoint request timed out"],
  ])("HTTP %d %s", async (status, body, code, message) => {
    const { server, source } = await start();
    server.setFault({ status, body });
    await expect(source.query(query(""), never)).rejects.toMatchObject({ code, message });
  });
});

test("live lines come by asking again, each once, and those that are indexed late", async () => {
  const { server, source } = await start();
  const now = (message: string, offsetMs = 0) => document(Date.now() - baseMs + offsetMs, { message });
  server.index(document(0, { message: "old" }), now("of the page", -10_000));
  const lines: LogLine[] = [];
  let problems: readonly LogProblem[] = [];
  let began = false;
  const stop = new AbortController();
  const done = source
    .tail(
      { filter: parseFilter("-noise"), hosts: null },
      {
        began: () => {
          began = true;
        },
        lines: (more) => lines.push(...more),
        gap: () => {},
        problems: (found) => {
          problems = found;
        },
      },
      stop.signal,
    )
    .catch(() => {});
  ending.push(async () => {
    stop.abort();
    await done;
  });
  await until(() => began);
  server.index(now("first"), now("noise"), now("shipped late", -10_000));
  await until(() => lines.length === 2);
  server.index(now("second"), now("late", -1));
  await until(() => lines.length === 4);
  const asked = server.bodies.length;
  await until(() => server.bodies.length > asked);
  expect(texts(lines).toSorted()).toEqual(["first", "late", "second", "shipped late"]);
  expect(problems).toEqual([]);
});

test("five thousand live lines a second come each once and without a gap, those that are indexed late too", async () => {
  const clock = new ManualClock(baseMs);
  const { server, source } = await start(ecs, clock);
  const perSecond = 5000;
  const burst = (secondsAgo: number, seconds: number) => {
    const fromMs = clock.nowMs() - baseMs - secondsAgo * 1000;
    const count = perSecond * seconds;
    server.index(
      ...Array.from({ length: count }, (_, i) => document(fromMs + (i * 1000) / perSecond, { message: "n" })),
    );
  };
  burst(3, 3);
  const lines: LogLine[] = [];
  const gaps: LogGap[] = [];
  let began = false;
  let told = 0;
  const stop = new AbortController();
  const done = source
    .tail(
      { filter: parseFilter(""), hosts: null },
      {
        began: () => {
          began = true;
        },
        lines: (more) => lines.push(...more),
        gap: (gap) => gaps.push(gap),
        problems: () => {
          told += 1;
        },
      },
      stop.signal,
    )
    .catch(() => {});
  ending.push(async () => {
    stop.abort();
    await done;
  });
  await until(() => told === 1);
  expect(began).toBe(true);
  for (let turn = 1; turn <= 2; turn++) {
    await until(() => clock.pendingTimers > 0);
    burst(0, 2);
    await clock.advance(2000);
    await until(() => told === turn + 1);
    expect(lines).toHaveLength(turn * 2 * perSecond);
  }
  const read = server.bodies.length;
  server.index(document(clock.nowMs() - baseMs - 4500, { message: "late" }));
  await until(() => clock.pendingTimers > 0);
  await clock.advance(2000);
  await until(() => told === 4);
  expect(texts(lines).filter((text) => text === "late")).toHaveLength(1);
  expect(lines).toHaveLength(4 * perSecond + 1);
  expect(gaps).toEqual([]);
  // Of all that is counted again, only the second of the late one is read again.
  expect(server.bodies.length - read).toBeLessThan(10);
});
