import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../../../electron/services/log.ts";
import type { WriteBatchRequest } from "../../../electron/services/metrics/types.ts";
import { createRemoteWriter } from "../../../electron/services/remoteWrite/createRemoteWriter.ts";
import type {
  ProgressStore,
  RemoteWriter,
  WriteAnswer,
  WriteProgress,
} from "../../../electron/services/remoteWrite/types.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

let kept: WriteProgress | null;
let clock: ManualClock;
const open = new Set<RemoteWriter>();

beforeEach(() => {
  kept = null;
  clock = new ManualClock();
});
afterEach(async () => {
  for (const writer of open) await writer.close();
  open.clear();
});

const progress: ProgressStore = {
  read: async () => kept,
  async write(next) {
    kept = next;
  },
};

/** A store of `rows` rows, ten samples each, a row a second before now, taken ten rows at a time. */
function setUp(rows: number, answer: (body: string, attempt: number) => WriteAnswer | Error, agedOutMs = 0) {
  const asked: WriteBatchRequest[] = [];
  const delivered: string[] = [];
  const newestMs = clock.nowMs();
  let attempts = 0;
  const writer = createRemoteWriter({
    name: "mimir",
    labels: { console: "eu" },
    metrics: {
      async writeBatch(request) {
        asked.push(request);
        const doneMs = request.cursor.a ?? newestMs - rows * 1000;
        const waiting = Math.max(0, (newestMs - doneMs) / 1000);
        const taken = Math.min(waiting, request.mostSamples / 2000);
        return {
          body: new TextEncoder().encode(`${taken} after ${waiting}`),
          samples: taken * 10,
          agedOutMs: request.cursor.a === undefined ? 0 : agedOutMs,
          oldestMs: doneMs + 1000,
          cursor: { a: doneMs + taken * 1000 },
          more: waiting > taken,
        };
      },
    },
    async post(body) {
      const text = new TextDecoder().decode(body);
      attempts += 1;
      const answered = answer(text, attempts);
      if (answered instanceof Error) throw answered;
      if (answered.status < 300) delivered.push(text);
      return answered;
    },
    progress,
    clock,
    random: () => 0.999,
    log: silentLog,
  });
  open.add(writer);
  return { writer, asked, delivered };
}

const ok: WriteAnswer = { status: 204, text: "", retryAfterMs: null };
const answered = (status: number, text = "", retryAfterMs: number | null = null): WriteAnswer => ({
  status,
  text,
  retryAfterMs,
});

test("batches follow each other until none waits, then new rows are awaited", async () => {
  const { writer, delivered, asked } = setUp(25, () => ok);
  await clock.advance(100);
  expect(delivered).toEqual(["10 after 25", "10 after 15", "5 after 5"]);
  expect(writer.state).toMatchObject({ kind: "sending", sentSamples: 250, droppedSamples: 0, behindMs: 0 });
  const before = asked.length;
  await clock.advance(5_000);
  expect(asked.length).toBe(before + 1);
});

test.each([
  ["a full receiver", answered(429)],
  ["a receiver that is down", answered(503, "Service Unavailable")],
  ["no connection", new Error("connect ECONNREFUSED 127.0.0.1:9090")],
])("after %s the same batch is sent again and nothing is lost", async (_, failure) => {
  const { writer, delivered } = setUp(15, (_body, attempt) => (attempt <= 3 ? failure : ok));
  await clock.advance(3_000);
  expect(writer.state).toMatchObject({ kind: "waiting", sentSamples: 0 });
  expect(writer.state.problem).not.toBeNull();
  expect(writer.state.behindMs).toBeGreaterThan(0);
  await clock.advance(20_000);
  expect(delivered).toEqual(["10 after 15", "5 after 5"]);
  expect(writer.state).toMatchObject({ kind: "sending", problem: null, sentSamples: 150, droppedSamples: 0 });
});

test("the receiver's own wish is waited for, up to five minutes", async () => {
  const { delivered } = setUp(5, (_body, attempt) => (attempt === 1 ? answered(429, "", 120_000) : ok));
  await clock.advance(119_000);
  expect(delivered).toEqual([]);
  await clock.advance(2_000);
  expect(delivered).toHaveLength(1);
});

test("samples the receiver will never take are counted, with its words, and the next ones are sent", async () => {
  const { writer, delivered } = setUp(15, (_body, attempt) =>
    attempt === 1 ? answered(400, "out of order sample\n") : ok,
  );
  await clock.advance(100);
  expect(delivered).toEqual(["5 after 5"]);
  expect(writer.state).toMatchObject({
    kind: "sending",
    sentSamples: 50,
    droppedSamples: 100,
    dropReason: "HTTP 400: out of order sample",
  });
});

test("a console that is not let in keeps everything and says so", async () => {
  const { writer, delivered } = setUp(5, (_body, attempt) => (attempt <= 2 ? answered(401, "no") : ok));
  await clock.advance(100);
  expect(writer.state).toMatchObject({ kind: "refused", problem: "HTTP 401: no" });
  await clock.advance(10_000);
  expect(delivered).toEqual(["5 after 5"]);
});

test("a batch that is too large is taken again in smaller ones", async () => {
  const { writer, delivered } = setUp(10, (body) => (Number.parseInt(body, 10) > 5 ? answered(413) : ok));
  await clock.advance(100);
  expect(delivered).toEqual(["5 after 10", "5 after 5"]);
  expect(writer.state).toMatchObject({ sentSamples: 100, droppedSamples: 0 });
});

test("an answer that does not come is given up after thirty seconds", async () => {
  let attempts = 0;
  const writer = createRemoteWriter({
    name: "mimir",
    labels: {},
    metrics: {
      writeBatch: async () => ({
        body: new Uint8Array(1),
        samples: 1,
        agedOutMs: 0,
        oldestMs: 0,
        cursor: { a: 1 },
        more: false,
      }),
    },
    post: (_body, signal) => {
      attempts += 1;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    },
    progress,
    clock,
    random: () => 0,
    log: silentLog,
  });
  open.add(writer);
  await clock.advance(30_500);
  expect(attempts).toBe(2);
  expect(writer.state.problem).toBe("no answer within 30 s");
});

test("how far it came outlives the console", async () => {
  const startedMs = clock.nowMs();
  const first = setUp(15, () => ok);
  await clock.advance(100);
  await first.writer.close();
  await clock.advance(60_000);
  const second = setUp(15, () => ok);
  await clock.advance(100);
  expect(second.asked[0]).toMatchObject({ cursor: { a: startedMs }, startMs: startedMs });
});

test("time that was lost to the retention is counted", async () => {
  const { writer } = setUp(20, () => ok, 60_000);
  await clock.advance(1);
  expect(writer.state).toMatchObject({ sentSamples: 200, agedOutMs: 60_000 });
});
