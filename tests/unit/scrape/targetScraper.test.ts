import { describe, expect, it } from "vitest";
import type { HttpResponse, HttpService } from "../../../electron/services/http/types.ts";
import { createTargetScraper } from "../../../electron/services/scrape/targetScraper.ts";
import type { SshConnection } from "../../../electron/services/ssh/types.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Row } from "../../../shared/domain/metrics/sampleRow.ts";
import { scrapeTarget } from "../../../shared/domain/workspace/scrapeTarget.ts";
import { samplesOf } from "../../builders/rowOf.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

/** Only its identity counts here: requests go to the double below. */
const connection = {} as SshConnection;

/** A scraper over a server that answers when it is told to. */
function rig(options: { readonly random?: number; readonly interval?: string } = {}) {
  const clock = new ManualClock();
  const askedAt: number[] = [];
  const rows: { readonly timeMs: number; readonly row: Readonly<Record<string, number>> }[] = [];
  let stale = 0;
  let current: SshConnection | null | "stopped" = connection;
  let answer: () => Promise<HttpResponse> = async () => text("a 1\n");
  const http: Pick<HttpService, "client" | "authorization"> = {
    authorization: async () => null,
    client: () => ({
      request() {
        askedAt.push(clock.monotonicMs());
        return answer();
      },
      openSocket: () => Promise.reject(new Error("no sockets here")),
      stream: () => Promise.reject(new Error("no streams here")),
      dispose() {},
    }),
  };
  const scraper = createTargetScraper({
    clock,
    random: () => options.random ?? 0.25,
    id: "id",
    host: "gpu-a01",
    target: scrapeTarget.parse({ job: "app", port: 8000, interval: options.interval ?? "10s" }),
    connections: { of: () => current },
    metrics: {
      target: () => ({
        append: (timeMs, row) => void rows.push({ timeMs, row: valuesOf(row) }),
        markStale: () => void stale++,
        dispose() {},
      }),
    },
    http,
    onChange() {},
  });
  return {
    clock,
    askedAt,
    rows,
    scraper,
    staleMarks: () => stale,
    answers: (next: () => Promise<HttpResponse>) => {
      answer = next;
    },
    connect(next: SshConnection | null | "stopped") {
      current = next;
      scraper.hostChanged();
    },
  };
}

const text = (body: string): HttpResponse => ({ status: 200, headers: {}, body: new TextEncoder().encode(body) });
const valuesOf = (row: Row) => Object.fromEntries(samplesOf(row).map(({ name, value }) => [name, value]));
const refused = async () => {
  throw new MidwatchError("SSH_REFUSED", "Nothing answers", { retryable: true });
};

describe("the pace of a target", () => {
  it("begins soon, then keeps its own beat", async () => {
    const { clock, askedAt } = rig();
    await clock.advance(45_000);
    expect(askedAt).toEqual([250, 12_500, 22_500, 32_500, 42_500]);
  });

  it("is spread over the interval by chance", async () => {
    const beats = await Promise.all(
      [0.1, 0.5, 0.9].map(async (random) => {
        const { clock, askedAt } = rig({ random });
        await clock.advance(30_000);
        return askedAt.at(-1);
      }),
    );
    expect(beats).toEqual([21_000, 25_000, 29_000]);
  });

  it("never asks twice at once", async () => {
    const { clock, askedAt, answers } = rig();
    let finish: (response: HttpResponse) => void = () => {};
    answers(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await clock.advance(60_000);
    expect(askedAt).toEqual([250]);
    finish(text("a 1\n"));
    await clock.advance(10_000);
    expect(askedAt).toEqual([250, 62_500]);
  });

  it("slows down for one that fails, up to a minute, and is itself again at once", async () => {
    const { clock, askedAt, answers, rows, scraper } = rig();
    answers(refused);
    await clock.advance(300_000);
    const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    expect(gaps.slice(0, 2)).toEqual([12_250, 10_000]);
    expect(gaps.slice(2)).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
    expect(rows.at(-1)?.row).toEqual({ up: 0, scrape_duration_seconds: 0, scrape_samples_scraped: 0 });
    expect(scraper.state.health).toMatchObject({
      kind: "down",
      error: { code: "SSH_REFUSED" },
      sinceMs: rows[0]?.timeMs,
    });

    answers(async () => text("a 1\n"));
    await clock.advance(80_000);
    expect(scraper.state.health).toEqual({ kind: "up" });
    expect((askedAt.at(-1) ?? 0) - (askedAt.at(-2) ?? 0)).toBe(10_000);
  });
});

describe("the host's connection", () => {
  it("that is gone makes the target down without asking, and asked at once when it is back", async () => {
    const { clock, askedAt, rows, scraper, connect } = rig();
    await clock.advance(1000);
    connect(null);
    await clock.advance(30_000);
    expect(askedAt).toEqual([250]);
    expect(rows.map(({ row }) => row.up)).toEqual([1, 0, 0, 0]);
    expect(scraper.state.health.kind).toBe("hostDown");
    connect({ ...connection });
    await clock.advance(250);
    expect(scraper.state.health.kind).toBe("up");
  });

  it("that nobody wants any more ends the series, and nothing is written", async () => {
    const { clock, rows, connect, staleMarks } = rig();
    await clock.advance(1000);
    connect("stopped");
    await clock.advance(60_000);
    expect(rows).toHaveLength(1);
    expect(staleMarks()).toBe(1);
  });

  it("that changes while an answer is awaited drops that answer", async () => {
    const { clock, rows, answers, connect } = rig();
    let finish: (response: HttpResponse) => void = () => {};
    answers(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await clock.advance(1000);
    connect({ ...connection });
    finish(text("late 1\n"));
    answers(async () => text("fresh 1\n"));
    await clock.advance(1000);
    expect(rows.map(({ row }) => Object.keys(row).at(-1))).toEqual(["fresh"]);
  });

  it("dispose ends it all", async () => {
    const { clock, askedAt, scraper } = rig();
    await clock.advance(1000);
    scraper.dispose();
    await clock.advance(60_000);
    expect(askedAt).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });
});

it("a sample with a time of its own is stored while that is near", async () => {
  const { clock, rows, answers, scraper } = rig();
  const now = clock.nowMs();
  answers(async () =>
    text(`near 1 ${now - 60_000}\nahead 1 ${now + 60_000}\nold 1 ${now - 600_000}\nfar 1 ${now + 3_600_000}\n`),
  );
  await clock.advance(1000);
  expect(Object.keys(rows[0]?.row ?? {})).toEqual([
    "up",
    "scrape_duration_seconds",
    "scrape_samples_scraped",
    "near",
    "ahead",
  ]);
  expect(scraper.state).toMatchObject({ samples: 4, outOfTime: 2 });
});

it("keeps a few past answers for the exporter doctor, half a minute apart, and the newest", async () => {
  const { clock, answers, scraper } = rig();
  let count = 0;
  answers(async () => text(`a ${++count}\n`));
  await clock.advance(600_000);
  const { snapshots } = scraper.history;
  expect(snapshots).toHaveLength(6);
  const gaps = snapshots.slice(1).map(({ timeMs }, index) => timeMs - (snapshots[index]?.timeMs ?? 0));
  expect(Math.min(...gaps.slice(0, -1))).toBeGreaterThanOrEqual(30_000);
  expect(snapshots.at(-1)?.values[0]).toBe(count);
  expect(new Set(snapshots.map(({ values }) => values[0])).size).toBe(6);
});
