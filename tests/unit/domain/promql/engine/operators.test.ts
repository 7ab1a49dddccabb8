import { describe, expect, test } from "vitest";
import { instantLines, rangeLines, samplesOf } from "../../../../builders/promql.ts";

const samples = samplesOf({
  'a{x="1",y="p"}': "10",
  'a{x="2",y="p"}': "20",
  'b{x="1",y="p"}': "2",
  'b{x="3",y="p"}': "4",
  'role{x="1",name="web"}': "1",
  'role{x="2",name="db"}': "1",
  'dup{x="1",k="1"}': "1",
  'dup{x="1",k="2"}': "2",
  s: "3",
});

describe("binary operators", () => {
  test.each<[string, string[]]>([
    ["1 + 2 * 3 ^ 2 % 5", ["4"]],
    ["-1 ^ 2", ["-1"]],
    ["1 ^ NaN", ["1"]],
    ["(-1) ^ Inf", ["1"]],
    ["-7 % 3", ["-1"]],
    ["1 / 0", ["Infinity"]],
    ["1 == bool NaN", ["0"]],
    ["3 > bool 2", ["1"]],
    ["a * 2", ['{x="1", y="p"} 20', '{x="2", y="p"} 40']],
    ["100 / a", ['{x="1", y="p"} 10', '{x="2", y="p"} 5']],
    ["a > 10", ['a{x="2", y="p"} 20']],
    ["10 < a", ['a{x="2", y="p"} 20']],
    ["a > bool 10", ['{x="1", y="p"} 0', '{x="2", y="p"} 1']],
    ["a + b", ['{x="1", y="p"} 12']],
    ["a > b", ['a{x="1", y="p"} 10']],
    ["a < b", []],
    ["a < bool b", ['{x="1", y="p"} 0']],
    ["a + on (x) b", ['{x="1"} 12']],
    ["a > on (x) b", ['{x="1"} 10']],
    ["a > ignoring (y) b", ['a{x="1"} 10']],
    ["a + ignoring (y) b", ['{x="1"} 12']],
    ["a * on (x) group_left (name) role", ['{name="web", x="1", y="p"} 10', '{name="db", x="2", y="p"} 20']],
    ["role * on (x) group_right (name) a", ['{name="web", x="1", y="p"} 10', '{name="db", x="2", y="p"} 20']],
    ["role < on (x) group_right () a", ['a{x="1", y="p"} 1', 'a{x="2", y="p"} 1']],
    ["a * on (x) group_left (y) role", ['{x="1"} 10', '{x="2"} 20']],
    [
      "a + on () s",
      ["BAD_QUERY: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"],
    ],
    ["a + on () group_left () s", ['{x="1", y="p"} 13', '{x="2", y="p"} 23']],
    [
      "a > on () s",
      ["BAD_QUERY: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"],
    ],
    [
      "s + on () a",
      [
        'BAD_QUERY: found duplicate series for the match group {} on the right hand-side of the operation: [{__name__="a", x="1", y="p"}, {__name__="a", x="2", y="p"}];many-to-many matching not allowed: matching labels must be unique on one side',
      ],
    ],
    [
      "dup * on (x) group_right () a",
      [
        'BAD_QUERY: found duplicate series for the match group {x="1"} on the left hand-side of the operation: [{__name__="dup", k="1", x="1"}, {__name__="dup", k="2", x="1"}];many-to-many matching not allowed: matching labels must be unique on one side',
      ],
    ],
    [
      "dup * on (x) group_left (k) a",
      ["BAD_QUERY: multiple matches for labels: grouping labels must ensure unique matches"],
    ],
    ["dup * on (x) nothing", []],
    ["nothing + on () a", []],
    ["a and b", ['a{x="1", y="p"} 10']],
    ["a and on (x) role", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20']],
    ["a unless b", ['a{x="2", y="p"} 20']],
    ["a or b", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20', 'b{x="3", y="p"} 4']],
    ["a or on (y) b", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20']],
    ["nothing or b", ['b{x="1", y="p"} 2', 'b{x="3", y="p"} 4']],
    ["a and on () vector(1)", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20']],
    ["a unless on () (vector(1) > 1)", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20']],
    ["a atan2 b", ['{x="1", y="p"} 1.37340076695']],
    ["-a", ['{x="1", y="p"} -10', '{x="2", y="p"} -20']],
    ["+a", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20']],
    ['-dup{k="1"} + dup{k="1"}', ['{k="1", x="1"} 0']],
    ["sum(a) by (x) - on (x) a", ['{x="1"} 0', '{x="2"} 0']],
    ["a == a", ['a{x="1", y="p"} 10', 'a{x="2", y="p"} 20']],
  ])("%s", (query, expected) => {
    expect(instantLines(samples, query, 0)).toEqual(expected);
  });

  test("matching is decided step by step", () => {
    const coming = samplesOf({
      'l{i="0"}': "1 stale",
      'l{i="1"}': "_ 2",
      'r{i="0"}': "10 20",
      name_a: "1 stale",
      name_b: "3 4",
    });
    const range = [0, 60, 60] as const;
    // Two of the many side, never both at once.
    expect(rangeLines(coming, "l + on () r", range)).toEqual(["{} 11 22"]);
    expect(rangeLines(coming, "r + on () l", range)).toEqual(["{} 11 22"]);
    expect(rangeLines(coming, "r and l", range)).toEqual(['r{i="0"} 10 _']);
    expect(rangeLines(coming, "r unless l", range)).toEqual(['r{i="0"} _ 20']);
    expect(rangeLines(coming, "-name_a or -name_b", range)).toEqual(["{} -1 -4"]);
    expect(rangeLines(coming, "sum_over_time((name_a or name_a @ 0)[2m:1m])", [60, 60, 60])).toEqual(["{} 2"]);
  });
});

describe("names", () => {
  const counters = samplesOf({ 'a_total{e="1"}': "0 60 120", 'b_total{e="1"}': "60 120 180" });
  test.each<[string, string[]]>([
    ["a_total", ['a_total{e="1"} 120']],
    ["a_total <= b_total", ['a_total{e="1"} 120']],
    ["abs(a_total)", ['{e="1"} 120']],
    ["last_over_time(a_total[2m])", ['a_total{e="1"} 120']],
    ["first_over_time(a_total[2m])", ['a_total{e="1"} 60']],
    ["max_over_time(a_total[2m])", ['{e="1"} 120']],
    ["sort(a_total)", ['a_total{e="1"} 120']],
    ["topk(1, rate(a_total[3m]))", ['{e="1"} 0.666666666667']],
    [
      'label_replace(rate({e="1"}[3m]), "n", "r_$1", "__name__", "(.+)_total")',
      ['{e="1", n="r_a"} 0.666666666667', '{e="1", n="r_b"} 1'],
    ],
    [
      'label_replace(rate({e="1"}[3m]), "__name__", "r_$1", "__name__", "(.+)_total")',
      ['r_a{e="1"} 0.666666666667', 'r_b{e="1"} 1'],
    ],
    [
      'label_join(rate({e="1"}[3m]), "__name__", "_", "__name__", "e")',
      ['a_total_1{e="1"} 0.666666666667', 'b_total_1{e="1"} 1'],
    ],
    ['sum by (__name__) ({e="1"})', ["a_total 120", "b_total 180"]],
    ['sum(rate({e="1"}[3m])) by (e)', ['{e="1"} 1.66666666667']],
    ['sum by (__name__) (rate({e="1"}[3m]))', ["BAD_QUERY: vector cannot contain metrics with the same labelset"]],
    ['rate({e="1"}[3m])', ["BAD_QUERY: vector cannot contain metrics with the same labelset"]],
    ['-{e="1"}', ["BAD_QUERY: vector cannot contain metrics with the same labelset"]],
  ])("%s", (query, expected) => {
    expect(instantLines(counters, query, 120)).toEqual(expected);
  });

  test("the metadata of a metric goes with its name", () => {
    const typed = samplesOf({ 'x_total{__type__="counter",__unit__="s",i="0"}': "0 60" });
    expect(instantLines(typed, "x_total", 60)).toEqual(['x_total{__type__="counter", __unit__="s", i="0"} 60']);
    expect(instantLines(typed, "x_total * 2", 60)).toEqual(['{i="0"} 120']);
    expect(instantLines(typed, "sum without (i) (x_total)", 60)).toEqual(["{} 60"]);
    expect(instantLines(typed, "x_total / ignoring () x_total", 60)).toEqual(['{i="0"} 1']);
  });
});
