import type { Clock } from "../../../../shared/base/clock.ts";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import { formatSpan } from "../../../../shared/domain/format/duration.ts";
import type { PrometheusSource as Configuration } from "../../../../shared/domain/workspace/source.ts";
import type { HttpService } from "../../http/types.ts";
import type { RangeQuery } from "../../metrics/types.ts";
import { createServerHealth } from "../../serverHealth.ts";
import type { ServerSource } from "../types.ts";
import { createPrometheusApi } from "./createPrometheusApi.ts";
import { endWhenDown } from "./endWhenDown.ts";
import { createRangeCache } from "./rangeCache.ts";
import { readMetadata } from "./readMetadata.ts";
import { readInstant, readRange, readSeries, readTexts } from "./readResult.ts";
import { serverVersion } from "./serverVersion.ts";
import { shareRequests } from "./shareRequests.ts";
import type { Fields, PrometheusApi } from "./types.ts";

/** What servers give at most in one answer, a series. */
const mostPoints = 11_000;
const maxConnections = 6;

/** A server that answers Prometheus' HTTP API. Queries are sent as they were written. */
export function createPrometheusSource(
  configuration: Configuration,
  { http, clock }: { readonly http: Pick<HttpService, "server">; readonly clock: Clock },
): ServerSource {
  const { name } = configuration;
  const client = http.server(configuration, { maxConnections });
  const plain = createPrometheusApi(name, client);
  const health = createServerHealth(clock, (signal) => serverVersion(plain, signal));
  const api = shareRequests(endWhenDown(observed(plain, health.suspect), { name, health, clock }));
  const cache = createRangeCache(() => clock.nowMs());

  return {
    name,
    kind: "prometheus",
    url: configuration.url,
    via: configuration.via ?? null,
    api,
    get state() {
      return health.state;
    },
    onChange: health.onChange,
    look: health.look,

    async queryRange(query, signal) {
      const widened = withinLimit(query);
      const answer = await cache.ask(widened, async ({ startMs, endMs }) => {
        const window = { startMs, endMs, stepMs: widened.stepMs };
        const reply = await api.ask({ path: "query_range", fields: rangeFields(query.expr, window), signal });
        const { frame, histogramSeries } = readRange(name, reply, window);
        const infos = histogramSeries === 0 ? reply.infos : [...reply.infos, undrawn(histogramSeries)];
        return { frame, warnings: reply.warnings, infos };
      });
      if (widened.stepMs === query.stepMs) return answer;
      const asked = `Answered every ${formatSpan(widened.stepMs)}: ${name} gives ${mostPoints} points at most`;
      return { ...answer, infos: [...answer.infos, asked] };
    },
    async queryInstant({ expr, timeMs }, signal) {
      const fields: Fields = [
        ["query", expr],
        ["time", seconds(timeMs)],
      ];
      return readInstant(name, await api.ask({ path: "query", fields, signal }), timeMs);
    },
    async labelNames(matchers, startMs, endMs, signal) {
      return readTexts(name, await api.ask({ path: "labels", fields: windowFields(matchers, startMs, endMs), signal }));
    },
    async labelValues(label, matchers, startMs, endMs, signal) {
      const path = `label/${encodeURIComponent(label)}/values`;
      return readTexts(name, await api.get({ path, fields: windowFields(matchers, startMs, endMs), signal }));
    },
    async series(matchers, startMs, endMs, signal) {
      const fields = windowFields(matchers, startMs, endMs);
      return readSeries(name, await api.ask({ path: "series", fields, signal }));
    },
    metadata: async (signal) => readMetadata(name, await api.get({ path: "metadata", fields: [], signal })),

    dispose() {
      health.dispose();
      cache.clear();
      client.dispose();
    },
  };
}

/** Tells what each request says of the server: one that was refused for what it asked says that it is there. */
function observed(api: PrometheusApi, tell: (outcome: "ok" | "failed") => void): PrometheusApi {
  const blameless = new Set(["BAD_QUERY", "LIMIT", "UNSUPPORTED"]);
  const watch =
    (ask: PrometheusApi["ask"]): PrometheusApi["ask"] =>
    async (call) => {
      try {
        const reply = await ask(call);
        tell("ok");
        return reply;
      } catch (error) {
        const isCancelled = isMidwatchError(error) && error.code === "CANCELLED";
        if (!isCancelled) tell(isMidwatchError(error) && blameless.has(error.code) ? "ok" : "failed");
        throw error;
      }
    };
  return { ask: watch(api.ask), get: watch(api.get) };
}

/** With a step so wide that the server gives the whole range, and both ends on it. */
function withinLimit(query: RangeQuery): RangeQuery {
  const { startMs, endMs, stepMs } = query;
  const steps = Math.floor((endMs - startMs) / stepMs) + 1;
  if (steps <= mostPoints) return query;
  const wide = stepMs * Math.ceil(steps / (mostPoints - 1));
  return { ...query, stepMs: wide, startMs: Math.floor(startMs / wide) * wide };
}

function undrawn(count: number): string {
  return `${count} native histogram${count === 1 ? " is" : "s are"} not drawn: ask for a part of it, such as histogram_quantile(0.99, ...)`;
}

function rangeFields(expr: string, { startMs, endMs, stepMs }: Omit<RangeQuery, "expr">): Fields {
  return [
    ["query", expr],
    ["start", seconds(startMs)],
    ["end", seconds(endMs)],
    ["step", seconds(stepMs)],
  ];
}

function windowFields(matchers: readonly string[], startMs: number, endMs: number): Fields {
  return [
    ["start", seconds(startMs)],
    ["end", seconds(endMs)],
    ...matchers.map((matcher) => ["match[]", matcher] as const),
  ];
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
