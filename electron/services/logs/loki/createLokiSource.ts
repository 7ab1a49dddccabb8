import { z } from "zod";
import type { CancelSignal } from "../../../../shared/base/cancel.ts";
import { MidwatchError } from "../../../../shared/base/errors.ts";
import { formatTerm } from "../../../../shared/domain/logs/filter/formatFilter.ts";
import { lineMatcher } from "../../../../shared/domain/logs/filter/matchLine.ts";
import { type LogqlQuery, toLogql } from "../../../../shared/domain/logs/filter/toLogql.ts";
import { foldLevel } from "../../../../shared/domain/logs/levels.ts";
import { cutPage } from "../../../../shared/domain/logs/page.ts";
import type { LokiSource } from "../../../../shared/domain/workspace/source.ts";
import type { LogSource, LogWish } from "../types.ts";
import { askLoki, lokiLabels, parsed } from "./askLoki.ts";
import { followLoki, type LokiAsked, type LokiParts } from "./followLoki.ts";
import { type LokiStreams, lokiStreams, readStreams } from "./lokiStreams.ts";

/** Loki's own default for one answer. */
const mostLines = 5000;
const labelsKeptMs = 60_000;

const rangeAnswer = z.object({
  data: z.discriminatedUnion("resultType", [
    z.object({ resultType: z.literal("streams"), result: lokiStreams }),
    z.object({
      resultType: z.literal("matrix"),
      result: z.array(
        z.object({
          metric: z.record(z.string(), z.string()),
          values: z.array(z.tuple([z.number(), z.string()])),
        }),
      ),
    }),
  ]),
});

/** A Loki of the workspace. */
export function createLokiSource(configuration: LokiSource, parts: LokiParts): LogSource {
  const { name, selector, hostLabel } = configuration;
  const { client, clock } = parts;
  let labels: { readonly names: ReadonlySet<string>; readonly askedMs: number } | null = null;

  const ask = (path: string, fields: Readonly<Record<string, string>>, signal: CancelSignal) =>
    askLoki(name, client, { path, fields }, signal);

  async function knownLabels(signal: CancelSignal): Promise<ReadonlySet<string>> {
    if (labels && clock.monotonicMs() - labels.askedMs < labelsKeptMs) return labels.names;
    labels = { names: new Set(await lokiLabels(name, client, signal)), askedMs: clock.monotonicMs() };
    return labels.names;
  }

  async function compiled({ filter, hosts }: LogWish, tail: boolean, signal: CancelSignal): Promise<LogqlQuery> {
    if (filter.own) return { query: filter.own.text, left: [] };
    return toLogql(filter, {
      selector: withHosts(selector, hostLabel, hosts),
      labels: await knownLabels(signal),
      tail,
    });
  }

  const asked: LokiAsked = {
    configuration,
    async lines(query, { startMs, endMs, limit }, signal): Promise<LokiStreams> {
      const fields = { query, start: nsOf(startMs), end: nsOf(endMs), limit: String(limit), direction: "backward" };
      const { data } = parsed(name, rangeAnswer, await ask("query_range", fields, signal));
      if (data.resultType === "streams") return data.result;
      throw new MidwatchError("BAD_QUERY", `${name}: this asks for figures, not for lines`);
    },
  };

  return {
    name,
    kind: "loki",

    async query(query, signal) {
      const { query: logql, left } = await compiled(query, false, signal);
      const limit = Math.min(query.limit, mostLines);
      const streams = await asked.lines(logql, { ...query, limit }, signal);
      const count = streams.reduce((sum, { values }) => sum + values.length, 0);
      const lines = readStreams(streams, { source: name, hostLabel }, { nowMs: query.endMs, offsetMinutes: 0 });
      const page = count >= limit ? cutPage(lines, query.startMs) : { lines, completeFromMs: query.startMs };
      const matches = lineMatcher(left);
      return { ...page, lines: page.lines.filter(matches), problems: [], appliedHere: left.map(formatTerm) };
    },

    async tail(wish, sink, signal) {
      const { query, left } = await compiled(wish, true, signal);
      await followLoki({ query, matches: lineMatcher(left) }, asked, parts, sink, signal);
    },

    async volume(wish, { startMs, endMs, stepMs }, signal) {
      const { query, left } = await compiled(wish, false, signal);
      if (left.length > 0) return null;
      const firstMs = Math.floor(startMs / stepMs) * stepMs;
      const steps = Math.max(1, Math.ceil((endMs - firstMs) / stepMs));
      const fields = {
        query: `sum by (detected_level) (count_over_time(${query} [${stepMs}ms]))`,
        // A point counts the step that ends there.
        start: nsOf(firstMs + stepMs),
        end: nsOf(firstMs + steps * stepMs),
        step: `${stepMs / 1000}`,
      };
      const { data } = parsed(name, rangeAnswer, await ask("query_range", fields, signal));
      if (data.resultType !== "matrix") return null;
      const byLevel = new Map<ReturnType<typeof levelOf>, number[]>();
      for (const { metric, values } of data.result) {
        const level = levelOf(metric.detected_level);
        const counts = byLevel.get(level) ?? new Array<number>(steps).fill(0);
        for (const [seconds, count] of values) {
          const at = Math.round((seconds * 1000 - firstMs) / stepMs) - 1;
          if (at >= 0 && at < steps) counts[at] = (counts[at] ?? 0) + Number(count);
        }
        byLevel.set(level, counts);
      }
      return { startMs: firstMs, stepMs, levels: [...byLevel].map(([level, counts]) => ({ level, counts })) };
    },
  };
}

function levelOf(text: string | undefined) {
  return foldLevel(text ?? "") ?? "unknown";
}

/** `{app=~".+"}` narrowed to hosts. */
function withHosts(selector: string, label: string, hosts: readonly string[] | null): string {
  if (hosts === null) return selector;
  const any = hosts.map((host) => host.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return `${selector.slice(0, -1)}, ${label}=~${JSON.stringify(any)}}`;
}

function nsOf(timeMs: number): string {
  return `${Math.floor(timeMs)}${String(Math.round((timeMs % 1) * 1e6)).padStart(6, "0")}`;
}
