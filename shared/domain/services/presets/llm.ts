import { firstOf, gaugeOf, observations, quantileOf, quotient, rateOf, type Scope, shareOf } from "../expressions.ts";
import type { SignalQueries } from "../model.ts";
import type { Counted, LlmServer } from "./llmServers.ts";
import { type BoardPanel, type Preset, panel, told } from "./preset.ts";

/** Servers of language models: what runs and waits, the KV cache, the three latencies, tokens, and what went wrong. */
export function llmPreset(server: LlmServer): Preset {
  return {
    id: server.id,
    title: server.title,
    servesModels: true,
    isTold: (names) => [...names].some((name) => name.startsWith(server.prefix)),
    mainMetrics: (names) =>
      [...server.finished, ...server.running, ...server.endToEnd.map((name) => `${name}_count`)].filter((name) =>
        names.has(name),
      ),
    covers: (name) => name.startsWith(server.prefix),
    signals: (scope) => signals(server, scope),
    panels: (scope) => panels(server, scope),
  };
}

function requestsOf(server: LlmServer, scope: Scope): string | null {
  return firstOf(rateOf(scope, server.finished), observations(scope, server.endToEnd));
}

function signals(server: LlmServer, scope: Scope): SignalQueries {
  const requests = requestsOf(server, scope);
  const share = (part: Counted) => shareOf(countedRate(scope, part), requests);
  return told({
    requests,
    errorRatio: share(server.failed),
    abortRatio: share(server.aborted),
    p50: quantileOf(scope, 0.5, server.endToEnd),
    p95: quantileOf(scope, 0.95, server.endToEnd),
    p99: quantileOf(scope, 0.99, server.endToEnd),
    running: gaugeOf(scope, server.running),
    waiting: gaugeOf(scope, server.waiting),
    kvCache: gaugeOf(scope, server.kvCache, "avg"),
    promptTokens: rateOf(scope, server.promptTokens),
    generationTokens: rateOf(scope, server.generationTokens),
  });
}

function countedRate(scope: Scope, { counters, where }: Counted): string | null {
  return rateOf(scope, counters, where === undefined ? {} : { where });
}

function panels(server: LlmServer, scope: Scope): readonly BoardPanel[] {
  const requests = requestsOf(server, scope);
  return [
    ...panel("Requests", "perSecond", [["finished", requests]]),
    ...panel("Running and waiting", "none", [
      ["running", gaugeOf(scope, server.running)],
      ["waiting", gaugeOf(scope, server.waiting)],
    ]),
    ...panel(
      "KV cache",
      "ratio",
      [
        ["fullest", gaugeOf(scope, server.kvCache, "max")],
        ["mean", gaugeOf(scope, server.kvCache, "avg")],
      ],
      { whole: true },
    ),
    ...panel("Tokens", "perSecond", [
      ["prompt", rateOf(scope, server.promptTokens)],
      ["generated", rateOf(scope, server.generationTokens)],
    ]),
    ...latency(scope, "Time to first token", server.firstToken),
    ...latency(scope, "Inter-token latency", server.interToken),
    ...latency(scope, "End-to-end latency", server.endToEnd),
    ...latency(scope, "Time in the queue", server.queueTime),
    ...panel("Failed and aborted", "ratio", [
      ["failed", shareOf(countedRate(scope, server.failed), requests)],
      ["aborted", shareOf(countedRate(scope, server.aborted), requests)],
    ]),
    ...panel("Preemptions", "perSecond", [["preempted", rateOf(scope, server.preemptions)]]),
    ...panel(
      "Prefix cache hits",
      "ratio",
      [
        [
          "found",
          firstOf(
            quotient(rateOf(scope, server.cacheHits), rateOf(scope, server.cacheQueries)),
            gaugeOf(scope, server.cacheHitRatio, "avg"),
          ),
        ],
      ],
      { whole: true },
    ),
  ];
}

/** The spread of a latency by its three usual quantiles. */
export function latency(scope: Scope, title: string, families: readonly string[]): readonly BoardPanel[] {
  return panel(
    title,
    "seconds",
    ([0.5, 0.95, 0.99] as const).map((q) => [`p${q * 100}`, quantileOf(scope, q, families)] as const),
  );
}
