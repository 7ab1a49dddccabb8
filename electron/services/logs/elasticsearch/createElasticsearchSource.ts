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
import { countedStepMs, SeenDocuments, secondOf } from "./seenDocuments.ts";

/** Documents of one request; more are fetched after the last one's place in the order. */
const pageSize = 1000;
/** Without what is in them; servers answer no more at once. */
const idPageSize = 10_000;
const followIntervalMs = 2000;
const retryIntervalMs = 10_000;
/** Shippers and refreshes are late: what is newer than this is counted again. */
const lateMs = 30_000;
/** Documents that are read between two pauses; of a burst beyond that the rest is a gap. */
const mostAtOnce = 50_000;

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
    window: { readonly startMs: number; readonly endMs: number; readonly limit: number; readonly idsOnly?: boolean },
    signal: CancelSignal,
  ): Promise<{ readonly hits: readonly Hit[]; readonly problems: readonly LogProblem[]; readonly isCut: boolean }> {
    const { startMs, endMs, limit, idsOnly = false } = window;
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
      const size = Math.min(idsOnly ? idPageSize : pageSize, limit - hits.length);
      const page = await api.search(
        {
          ...bodyOf(query, startMs, endMs),
          size,
          track_total_hits: false,
          sort,
          ...(idsOnly ? { _source: false } : {}),
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

  async function count(
    query: Compiled,
    { startMs, endMs, stepMs }: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
    levelField: string | undefined,
    signal: CancelSignal,
  ): Promise<{ readonly buckets: Buckets; readonly problems: readonly LogProblem[] }> {
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
    const { data } = histogram.safeParse(answer.aggregations);
    if (data || answer.problems.length > 0) return { buckets: data?.steps.buckets ?? [], problems: answer.problems };
    const message = `${name} does not count as Elasticsearch does: nothing is known to be new`;
    return { buckets: [], problems: [{ source: name, where: "", code: "REMOTE_FAILED", message }] };
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
      const seen = new SeenDocuments();
      let began = false;
      let startMs = secondOf(sinceMs - lateMs);

      /** What is indexed late has a time of before: it is told from what was there already, as far back as that is known. */
      async function begin(asked: Compiled): Promise<void> {
        const past = { startMs, endMs: sinceMs, limit: mostAtOnce, idsOnly: true };
        const { hits, isCut } = await read(asked, "desc", past, signal);
        const seconds = hits.map((one) => seen.add(one).second);
        if (isCut) startMs = Math.min(secondOf(sinceMs), (seconds.at(-1) ?? startMs) + countedStepMs);
        began = true;
        sink.began();
      }

      async function readNews(asked: Compiled): Promise<readonly LogProblem[]> {
        startMs = Math.max(startMs, secondOf(clock.nowMs() - lateMs));
        seen.forgetBefore(startMs);
        const window = { startMs, endMs: secondOf(clock.nowMs() + lateMs), stepMs: countedStepMs };
        const { buckets, problems } = await count(asked, window, undefined, signal);
        const found = [...problems];
        let left = mostAtOnce;
        for (const span of seen.grown(new Map(buckets.map(({ key, doc_count }) => [key, doc_count])))) {
          const { hits, problems: ofSpan, isCut } = await read(asked, "asc", { ...span, limit: left }, signal);
          const lines = hits.filter((one) => seen.add(one).isNew).map((one) => readHit(name, one, clock.nowMs()));
          const wanted = lines.filter(lineMatcher(asked.left));
          if (wanted.length > 0) sink.lines(wanted);
          found.push(...ofSpan);
          left -= hits.length;
          if (!isCut) continue;
          startMs = secondOf(clock.nowMs()) + countedStepMs;
          const reason = `More than ${mostAtOnce} lines came at a time`;
          const fromMs = lines.at(-1)?.timeMs ?? span.startMs;
          sink.gap({ source: name, host: null, stream: "", fromMs, toMs: startMs, missing: null, reason });
          break;
        }
        return found;
      }

      while (!signal.aborted) {
        let pauseMs = followIntervalMs;
        try {
          query ??= await compiled(wish, signal);
          if (!began) await begin(query);
          sink.problems(await readNews(query));
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
      const { buckets, problems } = await count(query, { startMs, endMs, stepMs }, levelField, signal);
      // What is counted in part is worse than no count.
      if (problems.length > 0) return null;
      return countBuckets(buckets, { startMs, endMs, stepMs });
    },
  };
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
