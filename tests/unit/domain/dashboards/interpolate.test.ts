// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of dashboards are written so
import { describe, expect, test } from "vitest";
import { durationText, lookupOf, rateIntervalMs } from "../../../../shared/domain/dashboards/builtins.ts";
import { interpolate, type ScopedValue } from "../../../../shared/domain/dashboards/interpolate.ts";

const value = (values: readonly string[], over: Partial<ScopedValue> = {}): ScopedValue => ({
  values,
  texts: values.map((text) => text.toUpperCase()),
  isList: false,
  allText: null,
  ...over,
});

const values = new Map<string, ScopedValue>([
  ["one", value(["a.b"])],
  ["odd", value(['a"b\\c'])],
  ["list", value(["test1.", "test2"], { isList: true })],
  ["single", value(["test1."], { isList: true })],
  ["slash", value(["a\\b"], { isList: true })],
  ["all", value(["x", "y"], { isList: true, texts: ["All"], allText: ".*" })],
  ["every", value(["x", "y"], { isList: true, texts: ["All"] })],
  ["matcher", value(['job="api"'])],
  ["auto", value(["$__rate_interval"])],
]);
const time = { fromMs: 1_764_000_000_000, toMs: 1_764_003_600_000, stepMs: 30_000, scrapeIntervalMs: 15_000 };
const lookup = lookupOf(values, time, "Gateway");
const promql = (text: string) => interpolate(text, lookup, "promql");
const text = (input: string) => interpolate(input, lookup, "text");

describe("in a query", () => {
  test.each<[string, string, string]>([
    ["no reference", "up", "up"],
    ["a plain name", 'up{a="$one"}', 'up{a="a.b"}'],
    ["braces", 'up{a="${one}"}', 'up{a="a.b"}'],
    ["brackets", 'up{a="[[one]]"}', 'up{a="a.b"}'],
    ["a quote and a backslash, in double quotes", 'up{a="$odd"}', 'up{a="a\\"b\\\\c"}'],
    ["the same in single quotes", "up{a='$odd'}", "up{a='a\"b\\\\c'}"],
    ["the same in backticks", "up{a=`$odd`}", 'up{a=`a"b\\c`}'],
    ["a part of the query itself", "up{$matcher}", 'up{job="api"}'],
    ["after an escaped quote", 'up{a="\\"$odd"}', 'up{a="\\"a\\"b\\\\c"}'],
    ["a list", 'up{a=~"$list"}', 'up{a=~"(test1\\\\.|test2)"}'],
    ["a list in backticks", "up{a=~`$list`}", "up{a=~`(test1\\.|test2)`}"],
    ["a list of one", 'up{a=~"$single"}', 'up{a=~"test1\\\\."}'],
    ["a backslash in a list", 'up{a=~"$slash"}', 'up{a=~"a\\\\\\\\b"}'],
    ["all, with a text for it", 'up{a=~"$all"}', 'up{a=~".*"}'],
    ["all, without", 'up{a=~"$every"}', 'up{a=~"(x|y)"}'],
    ["an unknown name", 'up{a=~"^x$|$nope"}', 'up{a=~"^x$|$nope"}'],
    ["a name next to text", "$one_x ${one}_x", "$one_x a.b_x"],
    ["a value that is a built-in", "rate(a[$auto])", "rate(a[1m])"],
  ])("%s", (_name, input, expected) => {
    expect(promql(input)).toBe(expected);
  });
});

describe("formats", () => {
  test.each<[string, string]>([
    ["${list:regex}", "(test1\\.|test2)"],
    ["${single:regex}", "test1\\."],
    ["${list:pipe}", "test1.|test2"],
    ["[[list:csv]]", "test1.,test2"],
    ["${list:glob}", "{test1.,test2}"],
    ["${single:glob}", "test1."],
    ["${list:json}", '["test1.","test2"]'],
    ["${one:json}", '"a.b"'],
    ["${list:raw}", "test1.,test2"],
    ["${list:text}", "TEST1. + TEST2"],
    ["${every:text}", "All"],
    ["${list:singlequote}", "'test1.','test2'"],
    ["${list:doublequote}", '"test1.","test2"'],
    ["${list:sqlstring}", "'test1.','test2'"],
    ["${list:lucene}", '("test1." OR "test2")'],
    ["${list:percentencode}", "%7Btest1.%2Ctest2%7D"],
    ["${list:join: and }", "test1. and test2"],
    ["${list:nonsense}", "{test1.,test2}"],
    ["${all:csv}", ".*"],
  ])("%s", (input, expected) => {
    expect(promql(input)).toBe(expected);
  });

  test("titles say the texts", () => {
    expect(text("$list of [[one]], $all, $nope")).toBe("TEST1. + TEST2 of A.B, All, $nope");
    expect(text("${every}")).toBe("All");
  });
});

describe("built-ins", () => {
  test.each<[string, string]>([
    ["[$__interval]", "[30s]"],
    ["$__interval_ms", "30000"],
    ["[${__rate_interval}]", "[1m]"],
    ["$__rate_interval_ms", "60000"],
    ["[$__range]", "[1h]"],
    ["$__range_s", "3600"],
    ["${__range_ms}", "3600000"],
    ["$__from..$__to", "1764000000000..1764003600000"],
    ["${__from:date}", "2025-11-24T16:00:00.000Z"],
    ["${__to:date:seconds}", "1764003600"],
    ["${__to:date:YYYY-MM}", "2025-11"],
    ["$__dashboard", "Gateway"],
    ["$__nothing", "$__nothing"],
  ])("%s", (input, expected) => {
    expect(promql(input)).toBe(expected);
  });

  test.each([
    [15_000, 15_000, 60_000],
    [120_000, 15_000, 135_000],
    [2_000, 2_000, 8_000],
  ])("the rate interval of a step of %d ms over samples of %d ms", (stepMs, scrapeIntervalMs, expected) => {
    expect(rateIntervalMs({ ...time, stepMs, scrapeIntervalMs })).toBe(expected);
  });

  test.each([
    [90_000, "90s"],
    [300_000, "5m"],
    [250, "250ms"],
    [86_400_000, "1d"],
    [0, "1ms"],
  ])("%d ms is %s", (durationMs, expected) => {
    expect(durationText(durationMs)).toBe(expected);
  });
});
