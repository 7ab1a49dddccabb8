import type { AtTime, Expr } from "../../shared/domain/promql/ast.ts";
import { queryInstant, queryRange } from "../../shared/domain/promql/engine/engine.ts";
import { isStepInvariant } from "../../shared/domain/promql/engine/invariant.ts";
import { LabelSet } from "../../shared/domain/promql/engine/labelSet.ts";
import { formatQuery } from "../../shared/domain/promql/formatQuery.ts";
import { parseQuery } from "../../shared/domain/promql/parseQuery.ts";
import { PlainSamples } from "../builders/plainSamples.ts";

interface SeriesSpec {
  readonly labels: Record<string, string>;
  readonly samples: readonly { readonly t: number; readonly v: number; readonly stale?: true }[];
}

/** The runner's store over plain arrays. */
export function createStore() {
  const samples = new PlainSamples();
  const options = { source: samples, checkpoint() {} };
  return {
    load(list: readonly SeriesSpec[]): void {
      for (const { labels, samples: own } of list) {
        samples.add(
          LabelSet.of(labels),
          own.map(({ t, v, stale }) => ({ timeMs: t, value: v, stale: stale === true })),
        );
      }
    },
    evalInstant(query: string, timeMs: number) {
      const result = queryInstant(query, timeMs, options);
      const { warnings, infos } = result;
      switch (result.kind) {
        case "scalar":
          return { type: "scalar", value: result.value, warnings, infos };
        case "string":
          return { type: "string", value: result.value, warnings, infos };
        case "vector": {
          const value = result.samples.map((one) => ({ labels: one.labels.toRecord(), value: one.value }));
          return { type: "vector", value, warnings, infos };
        }
        case "matrix": {
          const value = result.series.map(({ labels, timesMs, values }) => ({
            labels: labels.toRecord(),
            points: [...timesMs].map((timeMs, i) => [timeMs, values[i]]),
          }));
          return { type: "matrix", value, warnings, infos };
        }
      }
    },
    evalRange(query: string, startMs: number, endMs: number, stepMs: number) {
      const { columns, warnings, infos } = queryRange(query, { startMs, endMs, stepMs }, options);
      const value = columns.map(({ labels, values, present }) => ({
        labels: labels.toRecord(),
        points: [...values].flatMap((point, i) => (present[i] === 1 ? [[startMs + i * stepMs, point]] : [])),
      }));
      return { type: "matrix", value, warnings, infos };
    },
  };
}

export const capabilities = {
  /** The query with its selectors and outermost subqueries fixed at a time; null where that fixes not all of it. */
  pinAt(query: string, timeMs: number): string | null {
    const pinned = pin(parseQuery(query), { kind: "time", timeMs });
    return isStepInvariant(pinned) ? formatQuery(pinned) : null;
  },
};

function pin(expr: Expr, at: AtTime): Expr {
  const inside = <T extends Expr>(inner: T): T => pin(inner, at) as T;
  switch (expr.kind) {
    case "number":
    case "string":
      return expr;
    case "selector":
    case "subquery":
      return { ...expr, at: expr.at ?? at };
    case "range":
      return { ...expr, selector: inside(expr.selector) };
    case "unary":
    case "paren":
      return { ...expr, expr: inside(expr.expr) };
    case "call":
      return { ...expr, args: expr.args.map(inside) };
    case "aggregation":
      return { ...expr, parameter: expr.parameter && inside(expr.parameter), expr: inside(expr.expr) };
    case "binary":
      return { ...expr, left: inside(expr.left), right: inside(expr.right) };
  }
}
