import type { Unit } from "../format/units.ts";
import { metricsAsked } from "../promql/metricsAsked.ts";
import { meanOf, presenceOf, quantileOf, type Scope } from "./expressions.ts";
import type { ServiceFacts } from "./model.ts";
import { sglang, tgi, vllm } from "./presets/llmServers.ts";
import { signalQueries } from "./signals.ts";

/** One line of the table that puts releases side by side. */
export interface ComparedFigure {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** Whether less or more is an improvement; null where neither is. */
  readonly better: "less" | "more" | null;
  /** Answers one series a release, by the scope's label. */
  readonly expr: string;
}

type Row = readonly [id: string, title: string, unit: Unit, better: ComparedFigure["better"], expr: string | null];

/** Gauges that say how good answers are, as evaluations and guards name them. */
const qualityGauge =
  /(?:^|[_:])(?:quality|score|accuracy|acceptance|relevance|faithfulness|groundedness|toxicity|hallucination|bleu|rouge|wer)(?:[_:]|$)/;
const lessIsBetter = /toxicity|hallucination|(?:^|[_:])wer(?:[_:]|$)|error/;
const mostQualityGauges = 8;

/** What is compared between releases, each divided by the scope's label: load, errors, latencies, and how good answers are. */
export function comparedFigures(scope: Scope, { metrics }: ServiceFacts): readonly ComparedFigure[] {
  const signals = signalQueries(scope);
  const servers = [vllm, sglang, tgi];
  const firstToken = servers.flatMap((server) => server.firstToken);
  const interToken = servers.flatMap((server) => server.interToken);
  const quality = metrics
    .filter(({ name, type }) => type !== "counter" && qualityGauge.test(name) && !/_(?:bucket|count|sum)$/.test(name))
    .slice(0, mostQualityGauges);
  const rows: readonly Row[] = [
    ["requests", "Requests", "perSecond", null, signals.requests ?? null],
    ["errors", "Errors", "ratio", "less", signals.errorRatio ?? null],
    ["aborts", "Aborts", "ratio", "less", signals.abortRatio ?? null],
    ["p50", "p50", "seconds", "less", signals.p50 ?? null],
    ["p95", "p95", "seconds", "less", signals.p95 ?? null],
    ["p99", "p99", "seconds", "less", signals.p99 ?? null],
    ["mean", "Mean latency", "seconds", "less", signals.p50 === undefined ? (signals.mean ?? null) : null],
    ["firstToken", "First token p95", "seconds", "less", quantileOf(scope, 0.95, firstToken)],
    ["interToken", "Inter-token p95", "seconds", "less", quantileOf(scope, 0.95, interToken)],
    ["tokens", "Tokens", "perSecond", null, signals.generationTokens ?? null],
    ...quality.map(
      ({ name }): Row => [name, name, "none", lessIsBetter.test(name) ? "less" : "more", meanOf(scope, [name])],
    ),
  ];
  return rows.flatMap(([id, title, unit, better, expr]) => (expr === null ? [] : [{ id, title, unit, better, expr }]));
}

/** Answers a series for each release, with a value where it is told: by what the first figure counts. Null where nothing is compared. */
export function presenceQuery(scope: Scope, [first]: readonly ComparedFigure[]): string | null {
  return first === undefined ? null : presenceOf(scope, metricsAsked(first.expr));
}

/** A release that was told for less long has no figure a second worth comparing. */
const leastOwnMs = 60_000;

/**
 * A figure of a release over its own time in the window. Shares and quantiles are of that time alone already; what was counted
 * a second of the whole window is spread over the part in which the release was told. Null while that is too short to say.
 */
export function overOwnTime(unit: Unit, value: number, windowMs: number, ownMs: number): number | null {
  if (unit !== "perSecond") return value;
  return ownMs < Math.min(leastOwnMs, windowMs) ? null : value * Math.max(1, windowMs / ownMs);
}
