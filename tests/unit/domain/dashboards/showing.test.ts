import { describe, expect, test } from "vitest";
import { bucketColumns } from "../../../../shared/domain/dashboards/buckets.ts";
import { toneOf } from "../../../../shared/domain/dashboards/colours.ts";
import { settingsFor, shownValue, thresholdValues, toneAt } from "../../../../shared/domain/dashboards/fields.ts";
import type { FieldOverride, FieldSettings } from "../../../../shared/domain/dashboards/model.ts";
import { withoutHtml } from "../../../../shared/domain/dashboards/plainText.ts";
import { reduceValues } from "../../../../shared/domain/dashboards/reduce.ts";
import { distinctNames, seriesName } from "../../../../shared/domain/dashboards/seriesName.ts";
import { valueFormat } from "../../../../shared/domain/dashboards/units.ts";
import { parseMarkdown } from "../../../../shared/domain/markdown/blocks.ts";

describe("units", () => {
  test.each<[string | undefined, number, number | null, string]>([
    [undefined, 1234, null, "1.23 k"],
    ["short", 1_500_000, null, "1.50 M"],
    ["none", 3, null, "3"],
    ["percent", 42.5, null, "42.5 %"],
    ["percent", 42.56, 0, "43 %"],
    ["percentunit", 0.987, null, "98.7 %"],
    ["percentunit", 0.5, 2, "50.00 %"],
    ["s", 8.42, null, "8.42 s"],
    ["s", 0.0082, null, "8.20 ms"],
    ["ms", 640, null, "640 ms"],
    ["ms", 8420, 1, "8.4 s"],
    ["µs", 1500, null, "1.50 ms"],
    ["bytes", 1024 ** 3, null, "1.00 GiB"],
    ["bytes", 1536, 1, "1.5 KiB"],
    ["mbytes", 1024, null, "1.00 GiB"],
    ["decbytes", 1_500_000, null, "1.5 MB"],
    ["decmbytes", 1500, null, "1.5 GB"],
    ["bps", 2_000_000, null, "2 Mb/s"],
    ["Bps", 2_000_000, null, "2.00 MB/s"],
    ["binBps", 2 ** 20, 2, "1.00 MiB/s"],
    ["reqps", 12.345, null, "12.3 req/s"],
    ["ops", 12_345, null, "12.3 k ops/s"],
    ["iops", 1500, null, "1.5 k I/O ops/s"],
    ["pps", 1500, null, "1.5 k packets/s"],
    ["hertz", 1.755e9, null, "1.75 GHz"],
    ["celsius", 87, null, "87.0 °C"],
    ["watt", 612, null, "612 W"],
    ["kwatth", 1.5, null, "1.5 kWh"],
    ["rotrpm", 1200, null, "1200 rpm"],
    ["bool_yes_no", 0, null, "No"],
    ["bool", 1, null, "True"],
    ["bool:on/off", 0, null, "off"],
    ["Errors/sec", 2.5, null, "2.5 Errors/sec"],
    ["prefix:#", 3, null, "#3"],
    ["suffix:tok", 3, null, "3 tok"],
    ["si:tok", 3000, null, "3 k tok"],
    ["currencyUSD", 2.5, 2, "$2.50"],
    ["dateTimeAsIso", 1_764_000_000_000, null, "2025-11-24 16:00:00Z"],
    ["constructor", 1, null, "1 constructor"],
    ["bytes", Number.POSITIVE_INFINITY, 2, "+Inf"],
    ["bps", Number.NaN, null, "NaN"],
  ])("%s of %d with %s decimals", (unit, value, decimals, expected) => {
    expect(valueFormat(unit).text(value, decimals)).toBe(expected);
  });

  test.each<[string, number, { text: string; size: number }]>([
    ["bytes", 3 * 2 ** 30, { text: "GiB", size: 2 ** 30 }],
    ["ms", 5000, { text: "s", size: 1000 }],
    ["bps", 5e6, { text: "Mb/s", size: 1e6 }],
    ["percent", 50, { text: "%", size: 1 }],
    ["Errors/sec", 5, { text: "Errors/sec", size: 1 }],
  ])("an axis of %s up to %d", (unit, largest, expected) => {
    expect(valueFormat(unit).axis(largest)).toMatchObject(expected);
  });
});

describe("colours", () => {
  test.each<[string, string]>([
    ["green", "ok"],
    ["semi-dark-red", "critical"],
    ["dark-orange", "warning"],
    ["super-light-yellow", "warning"],
    ["blue", "neutral"],
    ["transparent", "neutral"],
    ["#299c46", "ok"],
    ["#d44a3a", "critical"],
    ["#EAB839", "warning"],
    ["#F2495C", "critical"],
    ["#5794F2", "neutral"],
    ["#B877D9", "neutral"],
    ["#f00", "critical"],
    ["rgba(237, 129, 40, 0.89)", "warning"],
    ["rgba(50, 172, 45, 0.97)", "ok"],
    ["rgba(255, 0, 0, 0)", "neutral"],
    ["text", "neutral"],
    ["", "neutral"],
  ])("%s is %s", (colour, expected) => {
    expect(toneOf(colour)).toBe(expected);
  });
});

describe("fields", () => {
  const steps: FieldSettings = {
    thresholds: {
      mode: "absolute",
      steps: [
        { value: null, tone: "ok" },
        { value: 80, tone: "warning" },
        { value: 95, tone: "critical" },
      ],
    },
  };

  test.each([
    [-1, "ok"],
    [79.9, "ok"],
    [80, "warning"],
    [95, "critical"],
    [Number.NaN, "neutral"],
  ])("%d is %s", (value, expected) => {
    expect(toneAt(value, steps)).toBe(expected);
  });

  test("percentages lie between min and max", () => {
    const settings: FieldSettings = {
      min: 100,
      max: 300,
      thresholds: { ...steps.thresholds, mode: "percentage" } as never,
    };
    expect(toneAt(259, settings)).toBe("ok");
    expect(toneAt(260, settings)).toBe("warning");
    expect(thresholdValues(settings)).toEqual([
      { value: 260, tone: "warning" },
      { value: 290, tone: "critical" },
    ]);
  });

  const mappings: FieldSettings = {
    mappings: [
      { kind: "value", value: "1", text: "Up", tone: "ok" },
      { kind: "range", from: 2, to: 5, text: "Some", tone: null },
      { kind: "special", match: "null", text: "Nobody", tone: null },
      { kind: "special", match: "nan", text: "Odd", tone: "warning" },
      { kind: "regex", pattern: "^gpu-", text: "A GPU", tone: null },
      { kind: "value", value: "9", text: "", tone: "critical" },
    ],
  };
  test.each<[number | string | null, string, string]>([
    [1, "Up", "ok"],
    [3, "Some", "neutral"],
    [7, "7!", "neutral"],
    [9, "9!", "critical"],
    [null, "Nobody", "neutral"],
    [Number.NaN, "Odd", "warning"],
    ["gpu-a01", "A GPU", "neutral"],
    ["host", "host", "neutral"],
  ])("%s is shown as %s", (value, text, tone) => {
    expect(shownValue(value, mappings, (number) => `${number}!`)).toEqual({ text, tone });
  });

  test("a value that is not there says so", () => {
    expect(shownValue(null, {}, String).text).toBe("none");
    expect(shownValue(null, { noValue: "-" }, String).text).toBe("-");
  });

  test("overrides apply in order, the last wins", () => {
    const overrides: FieldOverride[] = [
      { matcher: { kind: "names", names: ["a"] }, settings: { unit: "s", decimals: 1 } },
      { matcher: { kind: "pattern", pattern: "/^a/" }, settings: { unit: "ms" } },
      { matcher: { kind: "query", refId: "B" }, settings: { unit: "bytes" } },
      { matcher: { kind: "type", type: "string" }, settings: { hidden: true } },
      { matcher: { kind: "pattern", pattern: "(" }, settings: { unit: "wrong" } },
    ];
    const of = (name: string, refId = "A", type: "number" | "string" = "number") =>
      settingsFor({ unit: "short" }, overrides, { name, refId, type });
    expect(of("a")).toEqual({ unit: "ms", decimals: 1 });
    expect(of("b", "B")).toEqual({ unit: "bytes" });
    expect(of("c")).toEqual({ unit: "short" });
    expect(of("c", "A", "string")).toEqual({ unit: "short", hidden: true });
  });
});

describe("names of series", () => {
  const series = (labels: Record<string, string>, name = "up") => ({ name, labels });
  const two = [series({ job: "api", code: "200" }), series({ job: "api", code: "500" })];
  test.each<[string, string | null, Record<string, string>, string]>([
    ["no legend", null, { a: "1" }, 'up{a="1"}'],
    ["labels", "{{job}} {{ code }}", { job: "api", code: "200" }, "api 200"],
    ["a label that is missing", "{{job}}-{{nope}}", { job: "api" }, "api-"],
    ["its metric", "{{__name__}}", {}, "up"],
    ["a property of objects", "{{constructor}}", {}, ""],
  ])("%s", (_name, legend, labels, expected) => {
    expect(seriesName(series(labels), [series(labels)], legend, "expr")).toBe(expected);
  });

  test("automatic: the one label that differs, else the whole name", () => {
    expect(two.map((one) => seriesName(one, two, "__auto", "expr"))).toEqual(["200", "500"]);
    const three = [...two, series({ job: "db", code: "200" })];
    expect(seriesName(three[2] ?? series({}), three, "__auto", "expr")).toBe('up{code="200", job="db"}');
  });

  test("several of one name are told apart by the labels in which they differ, others keep theirs", () => {
    const all = [
      series({ model: "a", instance: "x:1" }),
      series({ model: "a", instance: "y:1" }),
      series({ model: "b", instance: "z:1" }),
    ];
    expect(distinctNames(all, ({ labels }) => `Running ${labels.model}`)).toEqual([
      "Running a (x:1)",
      "Running a (y:1)",
      "Running b",
    ]);
    expect(distinctNames([series({}), series({})], () => "same")).toEqual(["same", "same"]);
  });

  test("without name and labels: the query", () => {
    expect(seriesName(series({}, ""), [series({}, "")], null, "sum(up)")).toBe("sum(up)");
  });
});

test.each<[string, number[], number | null]>([
  ["lastNotNull", [1, 2, Number.NaN], 2],
  ["first", [Number.NaN, 3, 4], 3],
  ["mean", [1, 2, 6], 3],
  ["sum", [1, 2, 6], 9],
  ["min", [4, 2, 6], 2],
  ["max", [4, 2, 6], 6],
  ["range", [4, 2, 6], 4],
  ["diff", [4, 2, 9], 5],
  ["delta", [4, 6, 1, 3], 5],
  ["median", [1, 9, 2, 4], 3],
  ["p95", [0, 100], 95],
  ["count", [1, Number.NaN, 2], 2],
  ["count", [], 0],
  ["stdDev", [2, 4, 4, 4, 5, 5, 7, 9], 2],
  ["distinctCount", [1, 1, 2], 2],
  ["mean", [Number.NaN], null],
  ["nonsense", [1, 2], 2],
])("%s of %j", (calc, values, expected) => {
  expect(reduceValues(values, calc)).toBe(expected);
});

describe("buckets", () => {
  const frame = (bounds: readonly string[], rows: readonly number[][]) => ({
    timesMs: Float64Array.of(0, 1),
    series: bounds.map((le) => ({ name: "", labels: { le } })),
    values: rows.map((row) => Float64Array.from(row)),
  });

  test("sorted as numbers, infinity last, each minus the one below", () => {
    const columns = bucketColumns(
      frame(
        ["+Inf", "10", "2"],
        [
          [9, 9],
          [7, 8],
          [3, 5],
        ],
      ),
    );
    expect(columns?.bounds).toEqual([2, 10, Number.POSITIVE_INFINITY]);
    expect(columns?.counts.map((column) => [...column])).toEqual([
      [3, 5],
      [4, 3],
      [2, 1],
    ]);
    expect(columns?.most).toBe(5);
  });

  test("a gap stays a gap, a dip is no negative count, equal bounds add up", () => {
    const columns = bucketColumns(
      frame(
        ["1", "1.0", "2"],
        [
          [1, Number.NaN],
          [1, 4],
          [1, 9],
        ],
      ),
    );
    expect(columns?.counts.map((column) => [...column])).toEqual([
      [2, 4],
      [0, 5],
    ]);
  });

  test("series without a bound are no buckets", () => {
    expect(
      bucketColumns({ timesMs: Float64Array.of(0), series: [{ name: "", labels: {} }], values: [Float64Array.of(1)] }),
    ).toBeNull();
  });
});

describe("text panels", () => {
  test("a table has its head and rows", () => {
    const [table] = parseMarkdown(withoutHtml("| GPU | Limit |\n| --- | ---: |\n| H100 | 700 W |\n| L40S | 350 W |"));
    expect(table).toMatchObject({
      kind: "table",
      head: [[{ text: "GPU" }], [{ text: "Limit" }]],
      rows: [
        [[{ text: "H100" }], [{ text: "700 W" }]],
        [[{ text: "L40S" }], [{ text: "350 W" }]],
      ],
    });
  });

  test.each<[string, string, string[]]>([
    ["headings, items and rules", "# One\n\n* a **b**\n\n---", ["heading", "list", "rule"]],
    ["a link", "see [docs](https://x.example/a)", ["paragraph"]],
    ["code", "```\nx\n  y\n```", ["code"]],
    [
      "HTML is taken off",
      "<h2>Title</h2><p>one &amp; two<br>three</p><ul><li>a</li></ul>",
      ["heading", "paragraph", "list"],
    ],
  ])("%s", (_name, content, kinds) => {
    const blocks = parseMarkdown(withoutHtml(content));
    expect(blocks.map(({ kind }) => kind)).toEqual(kinds);
    expect(JSON.stringify(blocks)).not.toMatch(/<\/?(?:h2|p|br|ul|li)/);
  });

  test.each<[string, string, string]>([
    ["scripts are gone with what they hold", "a<script>alert(1)</script>b<style>x{}</style>", "ab"],
    ["an open script", "a<script>alert(1)", "a"],
    ["an image with a handler", '<img src=x onerror="alert(1)">ok', "ok"],
    ["a tag inside a tag", "<scr<script>ipt>alert(1)</script>x", "<scrx"],
    ["a comparison", "if a < b and c > d", "if a < b and c > d"],
    ["entities", "a &lt; b &amp; c", "a < b & c"],
  ])("%s", (_name, content, expected) => {
    expect(withoutHtml(content)).toBe(expected);
  });
});
