import { MidwatchError } from "../../../base/errors.ts";
import type { Annotations } from "../../metrics/model.ts";
import type { Expr } from "../ast.ts";
import { typeOf } from "../checkTypes.ts";
import { parseQuery } from "../parseQuery.ts";
import { AnnotationList } from "./annotations.ts";
import type { Evaluation, Limits } from "./context.ts";
import { evaluateRangeVector, evaluateScalar, evaluateVector } from "./evaluate.ts";
import { LabelSet } from "./labelSet.ts";
import type { SampleSource } from "./samples.ts";
import { type Column, isEmpty, withNamesDropped } from "./vector.ts";

export interface EngineOptions {
  readonly source: SampleSource;
  /** Called between series; throws to end the query. */
  checkpoint(): void;
  readonly limits?: Limits;
  /** Reads queries; where the same ones come again, a `QueryCache`'s. */
  readonly parse?: (query: string) => Expr;
}

/** Series in the order of labels, names dropped where the language drops them. */
export interface RangeResult extends Annotations {
  readonly columns: readonly Column[];
}

interface MatrixSeries {
  readonly labels: LabelSet;
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

export type InstantResult = Annotations &
  (
    | { readonly kind: "scalar"; readonly value: number }
    | { readonly kind: "string"; readonly value: string }
    /** In the order the query asks for. */
    | { readonly kind: "vector"; readonly samples: readonly { readonly labels: LabelSet; readonly value: number }[] }
    | { readonly kind: "matrix"; readonly series: readonly MatrixSeries[] }
  );

const maxSteps = 11_000;
const defaultLimits: Limits = { maxSamples: 100_000_000, maxCells: 20_000_000 };
/** Of subqueries that name none. */
const defaultStepMs = 60_000;

/**
 * Evaluates a query at `startMs + i x stepMs` up to `endMs`, by the rules of Prometheus 3 with one of its options on:
 * metric names are dropped from the answer, not on the way to it ("delayed name removal"). Throws BAD_REQUEST, BAD_QUERY and UNSUPPORTED (with
 * `detail.position` where known), LIMIT, and what `checkpoint` throws.
 */
export function queryRange(
  query: string,
  { startMs, endMs, stepMs }: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
  options: EngineOptions,
): RangeResult {
  const count = countSteps(startMs, endMs, stepMs);
  const { parse = parseQuery } = options;
  const expr = parse(query);
  const type = typeOf(expr);
  if (type !== "scalar" && type !== "vector") {
    throw new MidwatchError(
      "BAD_QUERY",
      `A range query needs an instant vector or a scalar, this is ${type === "matrix" ? "a range vector" : "a string"}`,
      { detail: { position: expr.span } },
    );
  }
  const evaluation = begin(query, { startMs, endMs, stepMs }, count, options);
  const columns = withNamesDropped(evaluateVector(expr, evaluation)).filter((column) => !isEmpty(column));
  const sorted = [...columns].sort((a, b) => LabelSet.compare(a.labels, b.labels));
  return { columns: sorted, ...evaluation.query.annotations.all };
}

/** Evaluates a query at one time; throws as `queryRange` does. */
export function queryInstant(query: string, timeMs: number, options: EngineOptions): InstantResult {
  const { parse = parseQuery } = options;
  const expr = parse(query);
  const evaluation = begin(query, { startMs: timeMs, endMs: timeMs, stepMs: 0 }, 1, options);
  const result = instantResult(expr, evaluation);
  return { ...result, ...evaluation.query.annotations.all };
}

function instantResult(expr: Expr, evaluation: Evaluation) {
  switch (typeOf(expr)) {
    case "scalar":
      return { kind: "scalar", value: evaluateScalar(expr, evaluation)[0] ?? Number.NaN } as const;
    case "string":
      return { kind: "string", value: stringOf(expr) } as const;
    case "matrix":
      return { kind: "matrix", series: matrixOf(expr, evaluation) } as const;
    case "vector": {
      const columns = withNamesDropped(evaluateVector(expr, evaluation)).filter((column) => !isEmpty(column));
      return {
        kind: "vector",
        samples: columns.map(({ labels, values }) => ({ labels, value: values[0] ?? 0 })),
      } as const;
    }
  }
}

function stringOf(expr: Expr): string {
  if (expr.kind === "paren") return stringOf(expr.expr);
  return expr.kind === "string" ? expr.text : "";
}

function matrixOf(expr: Expr, evaluation: Evaluation): readonly MatrixSeries[] {
  const series: MatrixSeries[] = [];
  for (const { labels, dropName, values, windows } of evaluateRangeVector(expr, evaluation).series) {
    const [from = 0, to = 0] = [windows.from[0], windows.to[0]];
    if (from === to) continue;
    series.push({
      labels: dropName ? labels.withoutIdentity() : labels,
      timesMs: windows.timesMs.slice(from, to),
      values: values.slice(from, to),
    });
  }
  return series.sort((a, b) => LabelSet.compare(a.labels, b.labels));
}

function begin(
  query: string,
  { startMs, endMs, stepMs }: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
  count: number,
  { source, checkpoint, limits = defaultLimits }: EngineOptions,
): Evaluation {
  const annotations = new AnnotationList(query);
  const asked = { query, source, startMs, endMs, stepMs, defaultStepMs, annotations, limits, checkpoint };
  return { query: { ...asked, touched: 0, checkedAt: 0 }, steps: { startMs, stepMs, count } };
}

function countSteps(startMs: number, endMs: number, stepMs: number): number {
  if (!(stepMs > 0) || !(endMs >= startMs) || !Number.isFinite(endMs - startMs)) {
    throw new MidwatchError(
      "BAD_REQUEST",
      "A range query needs a positive step and an end that is not before its start",
    );
  }
  const count = Math.floor((endMs - startMs) / stepMs) + 1;
  if (count <= maxSteps) return count;
  throw new MidwatchError("LIMIT", `The range has ${count} steps, at most ${maxSteps} are answered: use a longer step`);
}
