import { z } from "zod";
import { method, stream } from "../define.ts";

/** `local`, or the workspace's name of a server. */
export const sourceName = z.string().min(1).max(200);

const selectors = z.array(z.string().min(1).max(10_000)).max(20);
const window = { startMs: z.number().int(), endMs: z.number().int() };
/** What asking a source may reject with. */
export const sourceFailures = [
  ...(["NOT_FOUND", "BAD_QUERY", "UNSUPPORTED", "LIMIT", "TIMEOUT", "UNAVAILABLE"] as const),
  ...(["FORBIDDEN", "REMOTE_FAILED", "TLS_UNTRUSTED", "WORKSPACE_INVALID"] as const),
];

/** Answers for completion are cut here: nobody reads a longer list. */
export const mostListed = 20_000;

const seriesId = z.object({ name: z.string(), labels: z.record(z.string(), z.string()) });

const listedSource = z.object({ name: sourceName, kind: z.enum(["local", "prometheus"]) });

export const sourcesArea = {
  /** The places that PromQL can be asked of, `local` first. */
  "sources.watch": stream({
    params: z.strictObject({}),
    item: z.object({ sources: z.array(listedSource) }),
  }),

  "sources.labelNames": method({
    role: "viewer",
    params: z.strictObject({ source: sourceName, matchers: selectors, ...window }),
    result: z.object({ names: z.array(z.string()) }),
    errors: sourceFailures,
  }),
  "sources.labelValues": method({
    role: "viewer",
    params: z.strictObject({ source: sourceName, label: z.string().min(1).max(1000), matchers: selectors, ...window }),
    result: z.object({ values: z.array(z.string()) }),
    errors: sourceFailures,
  }),
  /** `total` counts those that were cut too. */
  "sources.series": method({
    role: "viewer",
    params: z.strictObject({ source: sourceName, matchers: selectors.min(1), ...window }),
    result: z.object({ series: z.array(seriesId), total: z.number().int() }),
    errors: sourceFailures,
  }),
  /** What targets say of their metrics, by the name of the family. */
  "sources.metadata": method({
    role: "viewer",
    params: z.strictObject({ source: sourceName }),
    result: z.object({
      metrics: z.array(z.object({ name: z.string(), type: z.string(), help: z.string(), unit: z.string() })),
    }),
    errors: sourceFailures,
  }),
};
