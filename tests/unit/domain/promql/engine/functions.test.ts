import { describe, expect, test } from "vitest";
import { aggregations } from "../../../../../shared/domain/promql/aggregations.ts";
import { queryInstant } from "../../../../../shared/domain/promql/engine/engine.ts";
import { functions } from "../../../../../shared/domain/promql/functions.ts";
import { annotationsOf, instantLines, optionsOf, rangeLines, samplesOf } from "../../../../builders/promql.ts";

describe("range functions", () => {
  const samples = samplesOf(
    {
      c_total: "0+10x10",
      fresh_total: "_x6 5 15 25 35 45",
      reset_total: "100 120 140 10 30 50 70 90 110 130 150",
      g: "5 3 8 1 9 2 7 4 6 0 10",
      gaps: "1 _x4 2 _x4 3",
      flat: "7x10",
      odd: "1 NaN NaN 5 5 _ 3 3 3 3 Inf",
      h: "1 2 stale 4 5",
      'typed{__type__="counter"}': "0+1x10",
      'gauge_total{__type__="gauge"}': "0+1x10",
    },
    60,
  );
  test.each<[string, number, string[]]>([
    ["rate(c_total[5m])", 600, ["{} 0.166666666667"]],
    ["increase(c_total[5m])", 600, ["{} 50"]],
    ["increase(c_total[5m])", 630, ["{} 50"]],
    ["increase(c_total[1m])", 600, []],
    // Starts at 5 six minutes in: the line reaches zero half a minute before.
    ["increase(fresh_total[10m])", 600, ["{} 45"]],
    ["increase(reset_total[10m])", 600, ["{} 188.888888889"]],
    ["delta(g[10m])", 600, ["{} 7.77777777778"]],
    ["irate(reset_total[10m])", 180, ["{} 0.166666666667"]],
    ["irate(reset_total[10m])", 240, ["{} 0.333333333333"]],
    ["idelta(g[10m])", 600, ["{} 10"]],
    ["resets(reset_total[11m])", 600, ["{} 1"]],
    ["changes(odd[11m])", 600, ["{} 4"]],
    ["changes(flat[11m])", 600, ["{} 0"]],
    ["deriv(c_total[10m])", 600, ["{} 0.166666666667"]],
    ["deriv(flat[10m])", 600, ["{} 0"]],
    ["predict_linear(c_total[10m], 60)", 600, ["{} 110"]],
    ["predict_linear(c_total[10m] offset 1m, 60)", 600, ["{} 110"]],
    ["double_exponential_smoothing(c_total[10m], 0.5, 0.5)", 600, ["{} 100"]],
    [
      "double_exponential_smoothing(c_total[10m], 2, 0.5)",
      600,
      ["BAD_QUERY: invalid smoothing factor. Expected: 0 < sf < 1, got: 2.000000"],
    ],
    [
      "double_exponential_smoothing(c_total[10m], 0.5, 1)",
      600,
      ["BAD_QUERY: invalid trend factor. Expected: 0 < tf < 1, got: 1.000000"],
    ],
    ["sum_over_time(g[3m])", 600, ["{} 16"]],
    ["avg_over_time(g[3m])", 600, ["{} 5.33333333333"]],
    ["min_over_time(g[11m])", 600, ["{} 0"]],
    ["max_over_time(g[11m])", 600, ["{} 10"]],
    ["max_over_time(odd[3m])", 120, ["{} 1"]],
    ["count_over_time(gaps[11m])", 600, ["{} 3"]],
    ["count_over_time(h[10m])", 240, ["{} 4"]],
    ["last_over_time(h[1m])", 120, []],
    ["present_over_time(gaps[4m])", 480, ["{} 1"]],
    ["present_over_time(gaps[2m])", 480, []],
    ["stdvar_over_time(g[2m])", 600, ["{} 25"]],
    ["stddev_over_time(g[2m])", 600, ["{} 5"]],
    ["quantile_over_time(0.5, g[11m])", 600, ["{} 5"]],
    ["quantile_over_time(2, g[11m])", 600, ["{} Infinity"]],
    ["mad_over_time(g[11m])", 600, ["{} 3"]],
    ["ts_of_max_over_time(g[11m])", 600, ["{} 600"]],
    ["ts_of_min_over_time(g[11m])", 600, ["{} 540"]],
    ["ts_of_first_over_time(fresh_total[20m])", 600, ["{} 360"]],
    ["ts_of_last_over_time(h[20m])", 600, ["{} 240"]],
    ['absent_over_time(nope{a="b"}[5m])', 600, ['{a="b"} 1']],
    ["absent_over_time(g[5m])", 600, []],
    ['absent(nope{a="b",c=~"d",e="f",e="g"})', 600, ['{a="b"} 1']],
    ["absent(sum(nope))", 600, ["{} 1"]],
  ])("%s at %d s", (query, at, expected) => {
    expect(instantLines(samples, query, at)).toEqual(expected);
  });

  test.each<[string, string | null]>([
    ["rate(g[5m])", 'name does not end in _total/_sum/_count/_bucket: "g" (1:6)'],
    ["sum(\n  increase(g[5m]))", 'name does not end in _total/_sum/_count/_bucket: "g" (2:12)'],
    ["rate(c_total[5m])", null],
    ["irate(g[5m])", null],
    ["rate(nope[5m])", null],
    ["rate(typed[5m])", null],
    [
      "rate(gauge_total[5m])",
      '__type__ label is not set to "counter" or "histogram", got "gauge": "gauge_total" (1:6)',
    ],
  ])("%j informs", (query, info) => {
    const infos = info === null ? [] : [`PromQL info: metric might not be a counter, ${info}`];
    expect(annotationsOf(samples, query, 600)).toEqual({ warnings: [], infos });
  });

  test("a rate sees resets wherever the window begins", () => {
    expect(rangeLines(samples, "increase(reset_total[3m])", [120, 360, 60])).toEqual(["{} 60 45 45 50 60"]);
  });
});

describe("instant functions", () => {
  const samples = samplesOf({
    'v{i="0"}': "-2.5",
    'v{i="1"}': "2.5",
    'v{i="2"}': "NaN",
    'v{i="10"}': "0",
    one: "1",
    born: "1136239445",
  });
  test.each<[string, string[]]>([
    ['abs(v{i="0"})', ['{i="0"} 2.5']],
    ['round(v{i=~"0|1"})', ['{i="0"} -2', '{i="1"} 3']],
    ['round(v{i=~"0|1"}, 2)', ['{i="0"} -2', '{i="1"} 2']],
    ["round(one, 0.1)", ["{} 1"]],
    ['clamp(v{i!="2"}, -1, 1)', ['{i="0"} -1', '{i="1"} 1', '{i="10"} 0']],
    ["clamp(v, 1, -1)", []],
    ["clamp_min(one, NaN)", ["{} NaN"]],
    ["sgn(v)", ['{i="0"} -1', '{i="1"} 1', '{i="10"} 0', '{i="2"} NaN']],
    ["sort(v)", ['v{i="0"} -2.5', 'v{i="10"} 0', 'v{i="1"} 2.5', 'v{i="2"} NaN']],
    ["sort_desc(v)", ['v{i="1"} 2.5', 'v{i="10"} 0', 'v{i="0"} -2.5', 'v{i="2"} NaN']],
    ['sort_by_label(v, "i")', ['v{i="0"} -2.5', 'v{i="1"} 2.5', 'v{i="2"} NaN', 'v{i="10"} 0']],
    ['sort_by_label_desc(v, "i")', ['v{i="10"} 0', 'v{i="2"} NaN', 'v{i="1"} 2.5', 'v{i="0"} -2.5']],
    ["scalar(one)", ["1"]],
    ["scalar(v)", ["NaN"]],
    ["scalar(nope)", ["NaN"]],
    ["vector(pi())", ["{} 3.14159265359"]],
    ["time()", ["60"]],
    ["timestamp(one)", ["{} 0"]],
    ["timestamp(abs(one))", ["{} 60"]],
    ["year(born) * 100 + month(born)", ["{} 200601"]],
    ["day_of_week(born) + day_of_year(born) + day_of_month(born) + days_in_month(born)", ["{} 36"]],
    ["hour(born) * 100 + minute(born)", ["{} 2204"]],
    ["minute()", ["{} 1"]],
    ["year(vector(-0.5)) * 100 + hour(vector(-0.5))", ["{} 197000"]],
    ["year(vector(-1)) * 100 + minute(vector(-1))", ["{} 196959"]],
    ["year(vector(1e15))", ["{} 31690708"]],
    ["max_of(1, 2) - min_of(1, 2)", ["1"]],
    ["min_of(NaN, 1)", ["NaN"]],
    ["start() + end() + range() + step()", ["120"]],
    [`label_replace(one, "a", "$\{2}-$1-$$", "__name__", "(o)(.+)")`, ['one{a="ne-o-$"} 1']],
    ['label_replace(one, "a", "$name", "__name__", "(?P<name>o).*")', ['one{a="o"} 1']],
    ['label_replace(one, "a", "x", "__name__", "n")', ["one 1"]],
    ['label_replace(v{i="0"}, "i", "", "i", ".*")', ["v -2.5"]],
    ['label_replace(v, "i", "same", "i", ".*")', ["BAD_QUERY: vector cannot contain metrics with the same labelset"]],
    ['label_replace(one, "", "x", "a", "")', ["BAD_QUERY: invalid destination label name in label_replace(): "]],
    [
      'label_replace(one, "a", "x", "b", "(")',
      [expect.stringMatching(/^BAD_QUERY: invalid regular expression in label_replace\(\): \(/)],
    ],
    ['label_join(v{i="0"}, "j", "/", "__name__", "i", "none")', ['v{i="0", j="v/0/"} -2.5']],
  ])("%s", (query, expected) => {
    expect(instantLines(samples, query, 60)).toEqual(expected);
  });

  test("sorting a range warns and has no effect", () => {
    expect(rangeLines(samples, 'sort_desc(v{i!="2"})', [0, 60, 60]).map((line) => line.slice(0, 9))).toEqual([
      'v{i="0"} ',
      'v{i="1"} ',
      'v{i="10"}',
    ]);
  });
});

describe("classic histograms", () => {
  const samples = samplesOf({
    'h_bucket{le="0.1"}': "5",
    'h_bucket{le="0.2"}': "8",
    'h_bucket{le="0.5"}': "10",
    'h_bucket{le="+Inf"}': "12",
    'neg_bucket{le="-1"}': "2",
    'neg_bucket{le="1"}': "4",
    'neg_bucket{le="+Inf"}': "4",
    'same_bucket{le="0.1"}': "1",
    'same_bucket{le="0.10"}': "1",
    'same_bucket{le="+Inf"}': "4",
    'open_bucket{le="0.1"}': "5",
    'open_bucket{le="0.2"}': "8",
    'fall_bucket{le="1"}': "6",
    'fall_bucket{le="2"}': "4",
    'fall_bucket{le="+Inf"}': "8",
    'near_bucket{le="1"}': "6",
    'near_bucket{le="2"}': "5.999999999999999",
    'near_bucket{le="+Inf"}': "8",
    'empty_bucket{le="1"}': "0",
    'empty_bucket{le="+Inf"}': "0",
    'bad_bucket{le="x"}': "1",
    bad_bucket: "1",
  });
  test.each<[string, string[]]>([
    ["histogram_quantile(0.5, h_bucket)", ["{} 0.133333333333"]],
    ["histogram_quantile(0.2, h_bucket)", ["{} 0.048"]],
    ["histogram_quantile(0, h_bucket)", ["{} 0"]],
    ["histogram_quantile(0.99, h_bucket)", ["{} 0.5"]],
    ["histogram_quantile(1, h_bucket)", ["{} 0.5"]],
    ["histogram_quantile(-1, h_bucket)", ["{} -Infinity"]],
    ["histogram_quantile(2, h_bucket)", ["{} Infinity"]],
    ["histogram_quantile(NaN, h_bucket)", ["{} NaN"]],
    ["histogram_quantile(0.25, neg_bucket)", ["{} -1"]],
    ["histogram_quantile(0.75, neg_bucket)", ["{} 0"]],
    ["histogram_quantile(0.25, same_bucket)", ["{} 0.05"]],
    ["histogram_quantile(0.5, open_bucket)", ["{} NaN"]],
    ["histogram_quantile(0.7, fall_bucket)", ["{} 0.933333333333"]],
    ["histogram_quantile(0.5, empty_bucket)", ["{} NaN"]],
    ["histogram_quantile(0.5, bad_bucket)", []],
    ["histogram_quantile(0.5, sum by (le) (h_bucket))", ["{} 0.133333333333"]],
    ["histogram_fraction(0, 0.1, h_bucket)", ["{} 0.416666666667"]],
    ["histogram_fraction(0.05, 0.15, h_bucket)", ["{} 0.333333333333"]],
    ["histogram_fraction(-Inf, +Inf, h_bucket)", ["{} 1"]],
    ["histogram_fraction(0.5, +Inf, h_bucket)", ["{} 0.166666666667"]],
    ["histogram_fraction(1, 0, h_bucket)", ["{} 0"]],
    ["histogram_fraction(0, NaN, h_bucket)", ["{} NaN"]],
    ["histogram_fraction(0, 1, open_bucket)", ["{} NaN"]],
    ["histogram_count(h_bucket)", []],
  ])("%s", (query, expected) => {
    expect(instantLines(samples, query, 0)).toEqual(expected);
  });

  test("what is doubtful is told, what is mere rounding is not", () => {
    const see = "(see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";
    expect(annotationsOf(samples, "histogram_quantile(0.7, fall_bucket)", 0).infos).toEqual([
      `PromQL info: input to histogram_quantile needed to be fixed for monotonicity ${see} for metric name "fall_bucket" (1:25)`,
    ]);
    expect(annotationsOf(samples, "histogram_quantile(0.7, near_bucket)", 0).infos).toEqual([]);
    expect(annotationsOf(samples, "histogram_quantile(0.5, bad_bucket)", 0).warnings).toEqual([
      'PromQL warning: bucket label "le" is missing or has a malformed value of "" for metric name "bad_bucket" (1:25)',
      'PromQL warning: bucket label "le" is missing or has a malformed value of "x" for metric name "bad_bucket" (1:25)',
    ]);
    expect(annotationsOf(samples, "histogram_quantile(7, h_bucket)", 0).warnings).toEqual([
      "PromQL warning: quantile value should be between 0 and 1, got 7 (1:20)",
    ]);
  });
});

test("every function and aggregation of the tables can be called, or says that it is not supported", () => {
  const samples = samplesOf({ 'x{le="1"}': "1 2 3" });
  const argument = { vector: "x", matrix: "x[3m]", scalar: "0.5", string: '"a"' };
  for (const { name, parameters, unsupported } of functions) {
    const query = `${name}(${parameters.map(({ type }) => argument[type]).join(", ")})`;
    const run = () => queryInstant(query, 120_000, optionsOf(samples));
    if (unsupported === undefined) expect(run, query).not.toThrow();
    else expect(run, query).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
  }
  for (const { name, parameter } of aggregations) {
    const query = `${name}(${parameter ? `${argument[parameter.type]}, ` : ""}x)`;
    expect(() => queryInstant(query, 120_000, optionsOf(samples)), query).not.toThrow();
  }
});
