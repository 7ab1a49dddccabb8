import { isMidwatchError } from "../../shared/base/errors.ts";
import { metricNameLabel } from "../../shared/domain/metrics/labels.ts";
import type { Annotations } from "../../shared/domain/metrics/model.ts";
import { type EngineOptions, queryInstant, queryRange } from "../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../shared/domain/promql/engine/labelSet.ts";
import { formatQuery } from "../../shared/domain/promql/formatQuery.ts";
import { parseSelectorText } from "../../shared/domain/promql/parseQuery.ts";
import { PlainSamples } from "./plainSamples.ts";

/**
 * Series as text to samples as text, one each `stepSeconds` from 0 on: `"up{a=\"b\"}": "0+10x3 _ stale NaN"` is
 * 0 10 20 30, nothing, a staleness mark, NaN.
 */
export function samplesOf(series: Readonly<Record<string, string>>, stepSeconds = 60): PlainSamples {
  const samples = new PlainSamples();
  for (const [name, items] of Object.entries(series)) {
    const rows = items.split(/\s+/).flatMap(expand);
    samples.add(
      labelsOf(name),
      rows.flatMap((item, i) =>
        item === "_" ? [] : [{ timeMs: i * stepSeconds * 1000, value: Number(item), stale: item === "stale" }],
      ),
    );
  }
  return samples;
}

function expand(item: string): readonly string[] {
  const run = /^(-?[\d.]+|_)(?:([+-][\d.]+))?x(\d+)$/.exec(item);
  if (!run) return [item.replace(/^([+-]?)Inf$/, "$1Infinity")];
  const [, first = "", delta = "0", count = "0"] = run;
  if (first === "_") return new Array<string>(Number(count)).fill("_");
  return Array.from({ length: Number(count) + 1 }, (_, i) => String(Number(first) + i * Number(delta)));
}

function labelsOf(series: string): LabelSet {
  const matchers = parseSelectorText(series);
  return LabelSet.of(Object.fromEntries(matchers.map(({ name, value }) => [name, value])));
}

export function optionsOf(source: PlainSamples, more: Partial<EngineOptions> = {}): EngineOptions {
  return { source, checkpoint() {}, ...more };
}

/** The answer as lines: `up{a="b"} 1`, or the failure's message. */
export function instantLines(source: PlainSamples, query: string, atSeconds: number): readonly string[] {
  try {
    const result = queryInstant(query, atSeconds * 1000, optionsOf(source));
    switch (result.kind) {
      case "scalar":
      case "string":
        return [show(result.value)];
      case "vector":
        return result.samples.map(({ labels, value }) => `${seriesText(labels)} ${show(value)}`);
      case "matrix":
        return result.series.map(
          ({ labels, timesMs, values }) =>
            `${seriesText(labels)} ${[...values].map((value, i) => `${show(value)}@${(timesMs[i] ?? 0) / 1000}`).join(" ")}`,
        );
    }
  } catch (error) {
    if (isMidwatchError(error)) return [`${error.code}: ${error.message}`];
    throw error;
  }
}

/** The same over a range: `up{a="b"} 1 _ 3`. */
export function rangeLines(
  source: PlainSamples,
  query: string,
  [from, to, step]: readonly [number, number, number],
): readonly string[] {
  try {
    const range = { startMs: from * 1000, endMs: to * 1000, stepMs: step * 1000 };
    return queryRange(query, range, optionsOf(source)).columns.map(
      ({ labels, values, present }) =>
        `${seriesText(labels)} ${[...values].map((value, i) => (present[i] === 1 ? show(value) : "_")).join(" ")}`,
    );
  } catch (error) {
    if (isMidwatchError(error)) return [`${error.code}: ${error.message}`];
    throw error;
  }
}

/** Warnings and infos of a query at one time. */
export function annotationsOf(source: PlainSamples, query: string, atSeconds: number): Annotations {
  const { warnings, infos } = queryInstant(query, atSeconds * 1000, optionsOf(source));
  return { warnings, infos };
}

function seriesText(labels: LabelSet): string {
  if (labels.size === 0) return "{}";
  const matchers = Object.entries(labels.toRecord()).map(([name, value]) => ({
    name,
    value,
    operator: "=" as const,
    matches: () => true,
  }));
  matchers.sort((a, b) => Number(b.name === metricNameLabel) - Number(a.name === metricNameLabel));
  return formatQuery({ kind: "selector", matchers, offsetMs: 0, at: null, span: { start: 0, end: 0 } });
}

function show(value: number | string): string {
  return typeof value === "string" ? JSON.stringify(value) : String(Number(value.toPrecision(12)));
}
