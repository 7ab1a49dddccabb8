import { describe, expect, test } from "vitest";
import { annotationsOf, instantLines, rangeLines, samplesOf } from "../../../../builders/promql.ts";
import { seededRandom } from "../../../../doubles/seededRandom.ts";

const samples = samplesOf({
  'm{job="a",i="0"}': "1",
  'm{job="a",i="1"}': "2",
  'm{job="a",i="2"}': "5",
  'm{job="b",i="0"}': "10",
  'm{job="b",i="1"}': "NaN",
  'huge{i="0"}': "9.988465674311579e+307",
  'huge{i="1"}': "9.988465674311579e+307",
  'wild{i="0"}': "1",
  'wild{i="1"}': "1e100",
  'wild{i="2"}': "1",
  'wild{i="3"}': "-1e100",
  'ends{i="0"}': "Inf",
  'ends{i="1"}': "-Inf",
  'version{job="a",i="0"}': "6",
  'version{job="a",i="1"}': "6",
  'version{job="b",i="0"}': "6",
  'version{job="b",i="1"}': "1e21",
  two: "2",
});

describe("aggregations", () => {
  test.each<[string, string[]]>([
    ["sum by (job) (m)", ['{job="a"} 8', '{job="b"} NaN']],
    ["sum without (i) (m)", ['{job="a"} 8', '{job="b"} NaN']],
    ['sum(m{job="a"})', ["{} 8"]],
    ["sum by (job, nope) (m)", ['{job="a"} 8', '{job="b"} NaN']],
    ['sum by (__name__) (m{i="2"})', ["m 5"]],
    ['sum without (job, i) (m{i="2"})', ["{} 5"]],
    ["sum(wild)", ["{} 2"]],
    ["avg(wild)", ["{} 0.5"]],
    ["avg(huge)", ["{} 9.98846567431e+307"]],
    ["sum(huge)", ["{} Infinity"]],
    ["avg(ends)", ["{} NaN"]],
    ["avg by (job) (m)", ['{job="a"} 2.66666666667', '{job="b"} NaN']],
    ["count by (job) (m)", ['{job="a"} 3', '{job="b"} 2']],
    ["group by (job) (m)", ['{job="a"} 1', '{job="b"} 1']],
    ["min by (job) (m)", ['{job="a"} 1', '{job="b"} 10']],
    ["max by (job) (m)", ['{job="a"} 5', '{job="b"} 10']],
    ['max(m{job="b",i="1"})', ["{} NaN"]],
    ['stdvar(m{job="a"})', ["{} 2.88888888889"]],
    ['stddev(m{job="a"})', ["{} 1.6996731712"]],
    ["stddev(ends)", ["{} NaN"]],
    ["topk(2, m)", ['m{i="0", job="b"} 10', 'm{i="2", job="a"} 5']],
    ["topk(2.9, m)", ['m{i="0", job="b"} 10', 'm{i="2", job="a"} 5']],
    ["topk by (job) (1, m)", ['m{i="2", job="a"} 5', 'm{i="0", job="b"} 10']],
    ["bottomk(2, m)", ['m{i="0", job="a"} 1', 'm{i="1", job="a"} 2']],
    ['topk(9, m{job="b"})', ['m{i="0", job="b"} 10', 'm{i="1", job="b"} NaN']],
    ['bottomk(9, m{job="b"})', ['m{i="0", job="b"} 10', 'm{i="1", job="b"} NaN']],
    ["topk(0, m)", []],
    ["topk(-1, m)", []],
    ["topk(scalar(two), m)", ['m{i="0", job="b"} 10', 'm{i="2", job="a"} 5']],
    ["topk(-1e300, m)", []],
    ["topk(NaN, m)", ["BAD_QUERY: Parameter value is NaN"]],
    ["topk(1e300, m)", ["BAD_QUERY: Scalar value 1e+300 overflows int64"]],
    ["topk(Inf, m)", ["BAD_QUERY: Scalar value +Inf overflows int64"]],
    ["quantile(0.5, m)", ["{} 2"]],
    ["quantile(0.25, m)", ["{} 1"]],
    ["quantile(0, m)", ["{} NaN"]],
    ["quantile(1, m)", ["{} 10"]],
    ["quantile(-1, m)", ["{} -Infinity"]],
    ["quantile(2, m)", ["{} Infinity"]],
    ["quantile(NaN, m)", ["{} NaN"]],
    ['count_values("v", version)', ['{v="6"} 3', '{v="1000000000000000000000"} 1']],
    ['count_values("v", m{job="b"})', ['{v="10"} 1', '{v="NaN"} 1']],
    ['count_values by (job) ("v", version{i="0"})', ['{job="a", v="6"} 1', '{job="b", v="6"} 1']],
    ['count_values by (job) ("job", version)', ['{job="6"} 3', '{job="1000000000000000000000"} 1']],
    ['count_values without (i) ("job", version)', ['{job="6"} 3', '{job="1000000000000000000000"} 1']],
    ['count_values("", m)', ['BAD_QUERY: invalid label name ""']],
    ["count(limitk(2, m))", ["{} 2"]],
    ["count by (job) (limitk by (job) (2, m))", ['{job="a"} 2', '{job="b"} 2']],
    ["limitk(0, m)", []],
    ["count(limit_ratio(1, m))", ["{} 5"]],
    ["limit_ratio(0, m)", []],
    ["count(limit_ratio(0.3, m) or limit_ratio(-0.7, m))", ["{} 5"]],
    ["limit_ratio(0.3, m) and limit_ratio(-0.7, m)", []],
    ["limit_ratio(NaN, m)", ["BAD_QUERY: Ratio value is NaN"]],
    ["sum(nothing)", []],
    ["count(nothing)", []],
  ])("%s", (query, expected) => {
    expect(instantLines(samples, query, 0)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["quantile(-1, m)", "PromQL warning: quantile value should be between 0 and 1, got -1 (1:10)"],
    ["quantile(\nNaN, m)", "PromQL warning: quantile value should be between 0 and 1, got NaN (2:1)"],
    ["limit_ratio(1.5, m)", "PromQL warning: ratio value should be between -1 and 1, got 1.5, capping to 1 (1:13)"],
  ])("%j warns", (query, warning) => {
    expect(annotationsOf(samples, query, 0)).toEqual({ warnings: [warning], infos: [] });
  });

  test("topk of few and of many agree", () => {
    const random = seededRandom(5);
    const series = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `m{i="${i}"}`,
        Array.from({ length: 8 }, () => {
          const kind = random();
          return kind < 0.1 ? "_" : kind < 0.2 ? "NaN" : String(Math.floor(random() * 12));
        }).join(" "),
      ]),
    );
    const many = samplesOf(series);
    for (const operator of ["topk", "bottomk"]) {
      // k is 3 at every step but one, where it is 30: the steps are then sorted.
      const few = rangeLines(many, `${operator}(3, m)`, [0, 360, 60]);
      const sorted = rangeLines(many, `${operator}(3 + 27 * (time() >= bool 420), m)`, [0, 420, 60]);
      const shortened = sorted.map((line) => line.replace(/ \S+$/, "")).filter((line) => !/}( _)+$/.test(line));
      expect(shortened).toEqual(few);
      expect(instantLines(many, `${operator}(30, m)`, 60).slice(0, 3)).toEqual(
        instantLines(many, `${operator}(3, m)`, 60),
      );
    }
  });

  test("groups and their members are decided step by step", () => {
    const coming = samplesOf({ 'm{i="0"}': "1 1 stale", 'm{i="1"}': "_ 2 2", 'm{i="2"}': "0 3 1", k: "1 2 1" });
    const range = [0, 120, 60] as const;
    expect(rangeLines(coming, "sum(m)", range)).toEqual(["{} 1 6 3"]);
    expect(rangeLines(coming, "count(m)", range)).toEqual(["{} 2 3 2"]);
    expect(rangeLines(coming, "topk(1, m)", range)).toEqual(['m{i="0"} 1 _ _', 'm{i="1"} _ _ 2', 'm{i="2"} _ 3 _']);
    expect(rangeLines(coming, "topk(scalar(k), m)", range)).toEqual([
      'm{i="0"} 1 _ _',
      'm{i="1"} _ 2 2',
      'm{i="2"} _ 3 _',
    ]);
    expect(rangeLines(coming, 'count_values("v", m)', range)).toEqual([
      '{v="0"} 1 _ _',
      '{v="1"} 1 1 1',
      '{v="2"} _ 1 1',
      '{v="3"} _ 1 _',
    ]);
    expect(rangeLines(coming, "quantile(0.5, m)", range)).toEqual(["{} 0.5 2 1.5"]);
  });
});
