import type { ValueType } from "./ast.ts";

/** An aggregation operator, for checking, completion and help. */
export interface AggregationInfo {
  readonly name: string;
  /** What comes before the vector; null when nothing does. */
  readonly parameter: { readonly name: string; readonly type: ValueType } | null;
  readonly description: string;
}

const scalar = (name: string) => ({ name, type: "scalar" }) as const;

export const aggregations: readonly AggregationInfo[] = [
  { name: "sum", parameter: null, description: "Adds the values of each group." },
  { name: "avg", parameter: null, description: "The mean of each group." },
  { name: "min", parameter: null, description: "The smallest value of each group; NaN only when all are." },
  { name: "max", parameter: null, description: "The largest value of each group; NaN only when all are." },
  { name: "count", parameter: null, description: "How many series each group has." },
  { name: "group", parameter: null, description: "1 for each group: which label sets there are." },
  { name: "stddev", parameter: null, description: "The population standard deviation of each group." },
  { name: "stdvar", parameter: null, description: "The population variance of each group." },
  { name: "topk", parameter: scalar("k"), description: "The k series with the largest values of each group." },
  { name: "bottomk", parameter: scalar("k"), description: "The k series with the smallest values of each group." },
  { name: "quantile", parameter: scalar("φ"), description: "The φ-quantile (0 to 1) of each group." },
  {
    name: "count_values",
    parameter: { name: "label", type: "string" },
    description: "How many series have each value; the value becomes a label.",
  },
  { name: "limitk", parameter: scalar("k"), description: "Any k series of each group." },
  {
    name: "limit_ratio",
    parameter: scalar("ratio"),
    description: "A share of the series, always the same ones; a negative ratio takes the others.",
  },
];

const byName = new Map(aggregations.map((aggregation) => [aggregation.name, aggregation]));

export function aggregationNamed(name: string): AggregationInfo | undefined {
  return byName.get(name);
}
