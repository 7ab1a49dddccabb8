import { z } from "zod";
import { type CancelSignal, throwIfCancelled } from "../../../../shared/base/cancel.ts";
import type { Clock } from "../../../../shared/base/clock.ts";
import { isMidwatchError, MidwatchError } from "../../../../shared/base/errors.ts";
import type { ElasticsearchSource } from "../../../../shared/domain/workspace/source.ts";
import type { HttpClient } from "../../http/types.ts";
import type { LogProblem } from "../types.ts";
import { elasticsearchFailure, shardReason } from "./elasticsearchFailure.ts";
import { parseExactJson } from "./exactJson.ts";
import { type Hit, hit } from "./readHit.ts";

const timeoutMs = 30_000;
/** Of the shards: what they have by then is answered, and told as incomplete. */
const softTimeout = "15s";
const maxBytes = 64 * 2 ** 20;
const typesKeptMs = 60_000;

const shards = z.object({
  total: z.number(),
  successful: z.number(),
  failed: z.number().default(0),
  failures: z.array(z.unknown()).default([]),
});
const answer = z.object({
  timed_out: z.boolean().default(false),
  _shards: shards,
  hits: z.object({ hits: z.array(hit).default([]) }),
  aggregations: z.unknown().optional(),
});
interface SearchAnswer {
  readonly hits: readonly Hit[];
  readonly aggregations: unknown;
  readonly problems: readonly LogProblem[];
}

const fieldCaps = z.object({
  indices: z.union([z.string(), z.array(z.string())]).optional(),
  fields: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const banner = z.object({ version: z.object({ number: z.string(), distribution: z.string().optional() }) });

export interface ElasticsearchApi {
  search(body: Readonly<Record<string, unknown>>, signal: CancelSignal): Promise<SearchAnswer>;
  /** Types of those of `names` that the indices have. */
  types(names: readonly string[], signal: CancelSignal): Promise<ReadonlyMap<string, string>>;
  /** Of the server, once it is known that its indices can be read; null where this account is not told. */
  version(signal: CancelSignal): Promise<string | null>;
}

/** The calls that reading logs takes; both products and all versions in use answer them alike. */
export function createElasticsearchApi(
  { name, index, timeField }: ElasticsearchSource,
  client: HttpClient,
  clock: Clock,
): ElasticsearchApi {
  const known = new Map<string, { readonly types: ReadonlyMap<string, string>; readonly askedMs: number }>();
  const path = `/${index.split(",").map(encodeURIComponent).join(",")}`;
  const noIndex = `${name} has no index called ${index}, or none that may be read`;
  const lenient = "ignore_unavailable=true&allow_no_indices=true";

  async function ask(
    request: { readonly path: string; readonly body?: string },
    signal: CancelSignal,
  ): Promise<unknown> {
    throwIfCancelled(signal);
    const response = await client.request({
      operation: "elasticsearch.search",
      ...request,
      repeatable: true,
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      timeoutMs,
      maxBytes,
      signal,
    });
    const text = new TextDecoder().decode(response.body);
    if (response.status !== 200) throw elasticsearchFailure(name, response.status, text);
    try {
      return parseExactJson(text);
    } catch (cause) {
      throw new MidwatchError("REMOTE_FAILED", `${name} did not answer in JSON: is it an Elasticsearch?`, { cause });
    }
  }

  function parsed<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw new MidwatchError(
      "REMOTE_FAILED",
      `${name} answered in another shape than Elasticsearch's: ${issue?.path.join(".")} ${issue?.message}`,
    );
  }

  return {
    async search(body, signal) {
      const value = await ask(
        { path: `${path}/_search?${lenient}`, body: JSON.stringify({ timeout: softTimeout, ...body }) },
        signal,
      );
      const found = parsed(answer, value);
      return { hits: found.hits.hits, aggregations: found.aggregations, problems: problemsOf(found) };
    },

    async types(names, signal) {
      const list = [...new Set(names)].sort();
      const key = list.join(",");
      const before = known.get(key);
      if (before && clock.monotonicMs() - before.askedMs < typesKeptMs) return before.types;
      const fields = list.map(encodeURIComponent).join(",");
      const caps = parsed(fieldCaps, await ask({ path: `${path}/_field_caps?fields=${fields}&${lenient}` }, signal));
      const types = new Map(
        Object.entries(caps.fields).flatMap(([field, kinds]) => {
          // Of two types under one name the texts are the safer ones to ask.
          const all = Object.keys(kinds).filter((kind) => kind !== "unmapped");
          const type = all.find((kind) => kind === "keyword" || kind === "text") ?? all[0];
          return type === undefined ? [] : [[field, type] as const];
        }),
      );
      if (known.size >= 100) known.clear();
      known.set(key, { types, askedMs: clock.monotonicMs() });
      return types;
    },

    async version(signal) {
      const asked = `${path}/_field_caps?fields=${encodeURIComponent(timeField)}&${lenient}`;
      const { indices = [index] } = parsed(fieldCaps, await ask({ path: asked }, signal));
      if (indices.length === 0) throw new MidwatchError("NOT_FOUND", noIndex);
      try {
        const { number, distribution } = parsed(banner, await ask({ path: "/" }, signal)).version;
        return distribution === undefined ? number : `${distribution} ${number}`;
      } catch (error) {
        // Reading is allowed and looking at the cluster is not.
        if (isMidwatchError(error) && error.code === "FORBIDDEN") return null;
        throw error;
      }
    },
  };

  /** An answer with status 200 may still be a part of one. */
  function problemsOf({ timed_out, _shards }: z.infer<typeof answer>): readonly LogProblem[] {
    const problem = (code: LogProblem["code"], message: string) => [{ source: name, where: "", code, message }];
    if (_shards.total === 0) return problem("NOT_FOUND", noIndex);
    const missing = _shards.total - _shards.successful;
    if (missing > 0) {
      const reason = _shards.failures.length > 0 ? shardReason(_shards.failures[0]) : "they are not assigned";
      return problem("UNAVAILABLE", `${name}: ${missing} of ${_shards.total} shards did not answer (${reason})`);
    }
    return timed_out ? problem("TIMEOUT", `${name} stopped after ${softTimeout}: lines may be missing`) : [];
  }
}
