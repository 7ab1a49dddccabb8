import { z } from "zod";
import { type CancelSignal, delay, throwIfCancelled } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { errorText, isMidwatchError } from "../../../../shared/base/errors.ts";
import { formatTerm } from "../../../../shared/domain/logs/filter/formatFilter.ts";
import { lineMatcher } from "../../../../shared/domain/logs/filter/matchLine.ts";
import {
  levelFields,
  searchable,
  textFields,
  toElasticsearch,
} from "../../../../shared/domain/logs/filter/toElasticsearch.ts";
import { foldLevel } from "../../../../shared/domain/logs/levels.ts";
import { inTimeOrder } from "../../../../shared/domain/logs/mergeLines.ts";
import type { LogLevel } from "../../../../shared/domain/logs/model.ts";
import { cutPage } from "../../../../shared/domain/logs/page.ts";
import type { ElasticsearchSource } from "../../../../shared/domain/workspace/source.ts";
import type { HttpClient } from "../../http/types.ts";
import type { LogProblem, LogSource, LogWish } from "../types.ts";
import { createElasticsearchApi } from "./createElasticsearchApi.ts";
import { type Hit, hostFields, readHit } from "./readHit.ts";

/** Documents of one request; more are fetched after the last one's place in the order. */
const pageSize = 1000;
const followIntervalMs = 2000;
const retryIntervalMs = 10_000;
/** Shippers and refreshes are late: what is newer than this is asked for again. */
const lateMs = 30_000;
const mostRemembered = 50_000;
/** Of a burst between two questions; beyond that it is a gap. */
const mostNews = 10_000;

const histogram = z.object({
  steps: z.object({
    buckets: z.array(
      z.object({
        key: z.number(),
        doc_count: z.number(),
        levels: z
          .object({ buckets: z.array(z.object({ key: z.union([z.string(), z.number()]), doc_count: z.number() })) })
          .optional(),
      }),
    ),
  }),
});

/** An Elasticsearch or OpenSearch of the workspace. */
export function createElasticsearchSource(
  configuration: ElasticsearchSource,
  { client, clock }: { readonly client: HttpClient; readonly clock: Clock },
): LogSource {
  const { name, timeField } = configuration;
  const api = createElasticsearchApi(configuration, client, clock);

  async function compiled({ filter, hosts }: LogWish, signal: CancelSignal) {
    const named = filter.terms.flatMap((term) => (term.kind === "field" ? [term.name] : []));
    const wanted = [...textFields, ...levelFields, ...hostFields, ...named].flatMap((field) => [
      field,
      `${field}.keyword`,
    ]);
    const types = await api.types(wanted, signal);
    const query = toElasticsearch(filter, types);
    const places = hostFields.flatMap((field) => searchable(field, types) ?? []);
    const ofHosts = hosts && {
      bool: { should: places.map((field) => ({ terms: { [field]: hosts } })), minimum_should_match: 1 },
    };
    return { ...query, filter: ofHosts ? [...query.filter, ofHosts] : query.filter, types };
  }

  type Compiled = Awaited<ReturnType<typeof compiled>>;

  function bodyOf({ filter, mustNot }: Compiled, startMs: number, endMs: number) {
    const range = { gte: Math.floor(startMs), lt: Math.ceil(endMs), format: "epoch_millis" };
    return { query: { bool: { filter: [{ range: { [timeField]: range } }, ...filter], must_not: mustNot } } };
  }

  /** At most `limit` documents. Those that share the last moment of a page are left to the next one: no tie is passed over. */
  async function read(
    query: Compiled,
    order: "asc" | "desc",
    { startMs, endMs, limit }: { readonly startMs: number; readonly endMs: number; readonly limit: number },
    signal: CancelSignal,
  ): Promise<{ readonly hits: readonly Hit[]; readonly problems: readonly LogProblem[]; readonly isCut: boolean }> {
    const hits: Hit[] = [];
    // Digits of nanoseconds and of missing dates come as text: numbers would lose some.
    const sort = [
      {
        [timeField]: {
          order,
          unmapped_type: "date",
          format: "strict_date_optional_time_nanos",
          numeric_type: "date_nanos",
        },
      },
    ];
    for (let after: readonly unknown[] | null = null; ; ) {
      const size = Math.min(pageSize, limit - hits.length);
      const page = await api.search(
        {
          ...bodyOf(query, startMs, endMs),
          size,
          track_total_hits: false,
          sort,
          ...(after ? { search_after: after } : {}),
        },
        signal,
      );
      if (page.hits.length < size || page.problems.length > 0) {
        return { hits: [...hits, ...page.hits], problems: page.problems, isCut: false };
      }
      const last = page.hits.at(-1)?.sort[0];
      const whole = page.hits.filter(({ sort: [time] }) => time !== last);
      const kept = hits.length + page.hits.length < limit && whole.length > 0 ? whole : page.hits;
      hits.push(...kept);
      if (hits.length >= limit) return { hits, problems: [], isCut: true };
      after = kept.at(-1)?.sort ?? null;
    }
  }

  return {
    name,
    kind: "elasticsearch",

    async query(wish, signal) {
      const query = await compiled(wish, signal);
      const { hits, problems, isCut } = await read(query, "desc", wish, signal);
      const lines = inTimeOrder(hits.map((one) => readHit(name, one, wish.endMs)).reverse());
      const page = isCut ? cutPage(lines, wish.startMs) : { lines, completeFromMs: wish.startMs };
      return {
        ...page,
        lines: page.lines.filter(lineMatcher(query.left)),
        problems,
        appliedHere: query.left.map(formatTerm),
      };
    },

    async tail(wish, sink, signal) {
      let query: Compiled | null = null;
      const sinceMs = clock.nowMs();
      /** What is indexed late has a time of before: null until it is known what was there already. */
      let seen: ReadonlySet<string> | null = null;
      let startMs = sinceMs - lateMs;
      while (!signal.aborted) {
        let pauseMs = followIntervalMs;
        try {
          query ??= await compiled(wish, signal);
          const endMs = clock.nowMs() + lateMs;
          const { hits, problems, isCut } = await read(query, "asc", { startMs, endMs, limit: mostNews }, signal);
          const told = hits.map((one) => ({ id: idOf(one), line: readHit(name, one, clock.nowMs()) }));
          const isFirst = seen === null;
          const known: ReadonlySet<string> =
            seen ?? new Set(told.flatMap(({ id, line }) => (line.timeMs < sinceMs ? [id] : [])));
          const fresh = told.filter(({ id }) => !known.has(id));
          const lines = fresh.map(({ line }) => line).filter(lineMatcher(query.left));
          if (lines.length > 0) sink.lines(lines);
          sink.problems(problems);
          if (isFirst) sink.began();
          const isFull = known.size + fresh.length > mostRemembered;
          seen = new Set([...(isFull ? [] : known), ...(isFull ? told : fresh).map(({ id }) => id)]);
          if (!isCut) startMs = Math.max(startMs, clock.nowMs() - lateMs);
          else if (isFirst) startMs = sinceMs;
          else {
            const reason = `More than ${mostNews} lines came at a time`;
            const fromMs = lines.at(-1)?.timeMs ?? startMs;
            const toMs = clock.nowMs();
            sink.gap({ source: name, host: null, stream: "", fromMs, toMs, missing: null, reason });
            startMs = toMs;
          }
        } catch (error) {
          throwIfCancelled(signal);
          if (!isMidwatchError(error)) throw error;
          if (error.code === "BAD_QUERY" || error.code === "FORBIDDEN" || error.code === "UNSUPPORTED") throw error;
          sink.problems([{ source: name, where: "", code: error.code, message: errorText(error) }]);
          pauseMs = retryIntervalMs;
        }
        await delay(clock, pauseMs, signal);
      }
    },

    async volume(wish, { startMs, endMs, stepMs }, signal) {
      const query = await compiled(wish, signal);
      if (query.left.length > 0) return null;
      const levelField = levelFields.flatMap((field) => searchable(field, query.types) ?? [])[0];
      const answer = await api.search(
        {
          ...bodyOf(query, startMs, endMs),
          size: 0,
          track_total_hits: false,
          aggs: {
            steps: {
              date_histogram: { field: timeField, fixed_interval: `${stepMs}ms`, min_doc_count: 1 },
              ...(levelField === undefined ? {} : { aggs: { levels: { terms: { field: levelField, size: 50 } } } }),
            },
          },
        },
        signal,
      );
      // What is counted in part is worse than no count.
      if (answer.problems.length > 0) return null;
      const parsed = histogram.safeParse(answer.aggregations);
      if (!parsed.success) return null;
      return countBuckets(parsed.data.steps.buckets, { startMs, endMs, stepMs });
    },
  };
}

function idOf({ _index, _id }: Hit): string {
  return `${_index} ${_id}`;
}

type Buckets = z.infer<typeof histogram>["steps"]["buckets"];

function countBuckets(
  buckets: Buckets,
  window: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
) {
  const { stepMs } = window;
  const startMs = Math.floor(window.startMs / stepMs) * stepMs;
  const steps = Math.max(1, Math.ceil((window.endMs - startMs) / stepMs));
  const byLevel = new Map<LogLevel, number[]>();
  const add = (level: LogLevel, at: number, count: number) => {
    const counts = byLevel.get(level) ?? new Array<number>(steps).fill(0);
    counts[at] = (counts[at] ?? 0) + count;
    byLevel.set(level, counts);
  };
  for (const { key, doc_count, levels } of buckets) {
    const at = Math.round((key - startMs) / stepMs);
    if (at < 0 || at >= steps || doc_count === 0) continue;
    let rest = doc_count;
    for (const { key: level, doc_count: count } of levels?.buckets ?? []) {
      add(foldLevel(String(level)) ?? "unknown", at, count);
      rest -= count;
    }
    if (rest > 0) add("unknown", at, rest);
  }
  return { startMs, stepMs, levels: [...byLevel].map(([level, counts]) => ({ level, counts })) };
}
