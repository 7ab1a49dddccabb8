import { z } from "zod";
import { Backoff } from "../../../shared/base/backoff.ts";
import { delay } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { errorText, isMidwatchError, MidwatchError } from "../../../shared/base/errors.ts";
import { statusFailure } from "./statusFailure.ts";
import type { KubernetesApi, Query, Watched, WatchState } from "./types.ts";

const pageSize = 500;
/** The server ends a watch after that; it is then opened again where it ended. */
const watchSeconds = 290;
/** A stream that ends sooner did not serve: the next one waits. */
const leastWatchMs = 1_000;
const refusedRetryMs = 60_000;
/** What is not watched is read again so often. */
const relistMs = 120_000;

export interface ObjectWatch<Row extends { readonly id: string }> {
  readonly api: KubernetesApi;
  readonly clock: Clock;
  readonly random: () => number;
  /** Named in errors. */
  readonly cluster: string;
  readonly path: string;
  /** Selectors. */
  readonly query?: Query;
  /** Null for what is none. */
  readonly read: (object: unknown) => Row | null;
  /** More objects are not watched: each change of any of them would be read. */
  readonly mostWatched: number;
  /** What is done with more of them: listed once, or not at all. */
  readonly beyond: "list" | "leave";
}

const listing = z.object({
  metadata: z.object({
    resourceVersion: z.string().default(""),
    continue: z.string().nullish(),
    remainingItemCount: z.number().nullish(),
  }),
  items: z
    .array(z.unknown())
    .nullish()
    .transform((items) => items ?? []),
});
const watchEvent = z.object({
  type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  object: z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string().optional() }).optional() }),
});

/**
 * Lists a resource page by page and follows its changes until disposed. A version that is too old, in whatever way the server
 * says so, lists again; an outage keeps what is known and goes on from there.
 */
export function watchObjects<Row extends { readonly id: string }>(options: ObjectWatch<Row>): Watched<Row> {
  const { api, clock, random, cluster, path, query = {}, read, mostWatched, beyond } = options;
  const changed = new Emitter<ReadonlySet<string> | null>();
  const ended = new AbortController();
  const backoff = new Backoff({ firstMs: 1_000, maxMs: 30_000, random: () => 0.5 + random() / 2 });
  let rows = new Map<string, Row>();
  let state: WatchState = { kind: "listing", read: 0 };
  let known = false;

  function set(next: WatchState, ids: ReadonlySet<string> | null = new Set()): void {
    if (ended.signal.aborted) return;
    state = next;
    changed.fire(ids);
  }

  function away(error: unknown): void {
    const sinceMs = state.kind === "away" ? state.sinceMs : clock.nowMs();
    set({ kind: "away", reason: errorText(error), sinceMs, known });
  }

  async function page(more: Query): Promise<z.output<typeof listing>> {
    const answer = listing.safeParse(await api.get({ path, query: { ...query, ...more }, signal: ended.signal }));
    if (!answer.success) throw new MidwatchError("REMOTE_FAILED", `${cluster}: ${path} is no list`);
    return answer.data;
  }

  /** The version from which to watch; null where there are too many to. */
  async function list(): Promise<string | null> {
    const next = new Map<string, Row>();
    let after: string | null = null;
    do {
      const { metadata, items } = await page({
        limit: String(pageSize),
        ...(after === null ? {} : { continue: after }),
      });
      for (const object of items) {
        const row = read(object);
        if (row) next.set(row.id, row);
      }
      const total = next.size + (metadata.remainingItemCount ?? 0);
      after = metadata.continue || null;
      if (total > mostWatched && beyond === "leave") {
        rows = new Map();
        set({ kind: "tooMany", total }, null);
        return null;
      }
      if (after === null) {
        rows = next;
        known = true;
        const isWatched = next.size <= mostWatched;
        set(isWatched ? { kind: "live" } : { kind: "listed", atMs: clock.nowMs() }, null);
        return isWatched ? metadata.resourceVersion : null;
      }
      if (state.kind === "listing") set({ kind: "listing", read: next.size });
    } while (!ended.signal.aborted);
    return null;
  }

  /** Ends when the resource has to be listed again. */
  async function follow(from: string): Promise<void> {
    let version = from;
    for (;;) {
      const openedMs = clock.monotonicMs();
      try {
        const watch = { watch: "1", allowWatchBookmarks: "true", timeoutSeconds: String(watchSeconds) };
        const asked = { path, query: { ...query, ...watch, resourceVersion: version }, signal: ended.signal };
        for await (const line of api.lines(asked)) {
          version = apply(line) ?? version;
          backoff.reset();
        }
        if (clock.monotonicMs() - openedMs < leastWatchMs) await delay(clock, backoff.nextDelayMs(), ended.signal);
      } catch (error) {
        if (statusOf(error) === 410) return;
        if (ended.signal.aborted || isRefusal(error)) throw error;
        away(error);
        if (!(await isBack(version))) return;
        set({ kind: "live" });
      }
    }
  }

  /** Waits until it answers again; false where it went back in time, as after a restore: it then tells no changes. */
  async function isBack(version: string): Promise<boolean> {
    for (;;) {
      await delay(clock, backoff.nextDelayMs(), ended.signal);
      try {
        const { metadata } = await page({ limit: "1" });
        backoff.reset();
        return !isOlder(metadata.resourceVersion, version);
      } catch (error) {
        if (ended.signal.aborted || isRefusal(error)) throw error;
        away(error);
      }
    }
  }

  /** The version that the line brings. */
  function apply(line: string): string | undefined {
    const event = watchEvent.safeParse(parsed(line));
    if (!event.success) {
      throw new MidwatchError("REMOTE_FAILED", `${cluster}: the watch of ${path} told something else than events`, {
        retryable: true,
      });
    }
    const { type, object } = event.data;
    const version = object.metadata?.resourceVersion;
    // A bookmark looks like an object of nothing: it has a version and says no more.
    if (type === "BOOKMARK") return version;
    if (type === "ERROR") throw statusFailure(cluster, path, 500, object);
    const row = read(object);
    if (!row) return version;
    if (type === "DELETED") {
      if (rows.delete(row.id)) changed.fire(new Set([row.id]));
    } else if (JSON.stringify(rows.get(row.id)) !== JSON.stringify(row)) {
      rows.set(row.id, row);
      changed.fire(new Set([row.id]));
    }
    return version;
  }

  /** One round; resolves with how long to wait before the next. */
  async function round(): Promise<number> {
    try {
      const version = await list();
      if (version === null) return relistMs;
      await follow(version);
      return 0;
    } catch (error) {
      if (isRefusal(error)) {
        set({ kind: "refused", reason: errorText(error) });
        return refusedRetryMs;
      }
      away(error);
      return backoff.nextDelayMs();
    }
  }

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      const waitMs = await round();
      await delay(clock, waitMs, ended.signal).catch(() => {});
    }
  }

  void run();
  return {
    get rows() {
      return rows;
    },
    get state() {
      return state;
    },
    onChange: changed.event,
    dispose() {
      ended.abort();
      changed.dispose();
    },
  };
}

function statusOf(error: unknown): number | null {
  const status = isMidwatchError(error) ? error.detail.status : null;
  return typeof status === "number" ? status : null;
}

/** Asking again soon would be answered the same. */
function isRefusal(error: unknown): boolean {
  return isMidwatchError(error) && !error.retryable && error.code !== "CANCELLED";
}

/** Versions are numbers of one sequence; what is none is not compared. */
function isOlder(version: string, than: string): boolean {
  const isNumber = /^\d+$/;
  return isNumber.test(version) && isNumber.test(than) && BigInt(version) < BigInt(than);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
