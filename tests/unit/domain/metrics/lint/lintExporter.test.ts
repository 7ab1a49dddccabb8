import { describe, expect, it } from "vitest";
import { ExpositionParser } from "../../../../../shared/domain/metrics/exposition/parser.ts";
import { lintExporter } from "../../../../../shared/domain/metrics/lint/lintExporter.ts";
import type { ScrapeSnapshot } from "../../../../../shared/domain/metrics/lint/model.ts";

/** The report over answers half a minute apart, the newest last. */
function lint(...texts: readonly string[]) {
  const parser = new ExpositionParser();
  const snapshots: ScrapeSnapshot[] = [];
  let exposition = null;
  for (const [index, text] of texts.entries()) {
    exposition = parser.parse(text);
    const samples = [...exposition.samples];
    snapshots.push({ timeMs: index * 30_000, samples, values: Float64Array.from(samples, ({ value }) => value) });
  }
  return lintExporter({ exposition, snapshots });
}

const rules = (...texts: readonly string[]) => lint(...texts).findings.map(({ rule, metric }) => `${rule} ${metric}`);
const described = (name: string, type: string, ...samples: readonly string[]) =>
  [`# HELP ${name} What it is.`, `# TYPE ${name} ${type}`, ...samples, ""].join("\n");
const histogram = (name: string, buckets: Readonly<Record<string, number>>) =>
  described(name, "histogram", ...Object.entries(buckets).map(([le, count]) => `${name}_bucket{le="${le}"} ${count}`));
const manyBounds = Object.fromEntries(
  Array.from({ length: 150 }, (_, i) => [i === 149 ? "+Inf" : String(i + 1), i * 10]),
);
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index));

describe("a good exporter", () => {
  it("has no findings", () => {
    const text = [
      described("process_start_time_seconds", "gauge", "process_start_time_seconds 1.7e9"),
      described("jobs_total", "counter", 'jobs_total{kind="a"} 5'),
      described("queue_size", "gauge", "queue_size 3"),
      described("cache_memory_bytes", "gauge", "cache_memory_bytes 3"),
      described(
        "idle_seconds",
        "summary",
        'idle_seconds{quantile="0.5"} NaN',
        "idle_seconds_count 0",
        "idle_seconds_sum 0",
      ),
      histogram("wait_seconds", { "0.1": 400, "1": 990, "5": 1000, "+Inf": 1000 }),
    ].join("");
    expect(lint(text, text.replace('jobs_total{kind="a"} 5', 'jobs_total{kind="a"} 9'))).toEqual({
      scrapes: 2,
      spanMs: 30_000,
      metrics: 6,
      series: 11,
      findings: [],
    });
  });

  it("that was never read has none either", () => {
    expect(lintExporter({ exposition: null, snapshots: [] }).findings).toEqual([]);
  });
});

it("a share that calls itself a percentage is not divided once more", () => {
  const shares = described("cache_usage_perc", "gauge", 'cache_usage_perc{engine="0"} 0.84');
  const [finding] = lint(shares).findings;
  expect(finding?.what).toBe("cache_usage_perc says perc, and its values are between 0 and 1");
  expect(finding?.example).toContain('cache_usage_ratio{engine="0"} 0.84');
});

describe("one look", () => {
  it.each<[what: string, text: string, expected: string[]]>([
    ["no TYPE", "# HELP a_total x\na_total 1\n", ["missingType a_total"]],
    ["neither TYPE nor HELP", "a 1\n", ["missingType a", "missingHelp a"]],
    ["an empty HELP", "# HELP a\n# TYPE a gauge\na 1\n", ["missingHelp a"]],
    ["a counter that does not say so", described("retries", "counter", "retries 1"), ["wrongSuffix retries"]],
    ["OpenMetrics' counter", `${described("retries", "counter", "retries_total 1")}# EOF\n`, []],
    ["a gauge that says it counts", described("jobs_total", "gauge", "jobs_total 1"), ["wrongSuffix jobs_total"]],
    ["a histogram that ends in _total", histogram("tokens_total", { "1": 1, "+Inf": 1 }), []],
    ["milliseconds", described("wait_ms", "gauge", "wait_ms 1"), ["nonBaseUnit wait_ms"]],
    [
      "a counter of microseconds",
      described("busy_us_total", "counter", "busy_us_total 1"),
      ["nonBaseUnit busy_us_total"],
    ],
    ["per cent", described("cache_usage_perc", "gauge", "cache_usage_perc 1"), ["nonBaseUnit cache_usage_perc"]],
    [
      "a duration without a unit",
      described("queue_latency", "gauge", "queue_latency 1"),
      ["missingUnit queue_latency"],
    ],
    [
      "a duration with a UNIT line",
      `# UNIT queue_latency seconds\n${described("queue_latency", "gauge", "queue_latency 1")}`,
      [],
    ],
    ["a length that is no quantity of bytes", described("queue_length", "gauge", "queue_length 1"), []],
    ["a value that is none", described("a", "gauge", 'a{x="1"} NaN', 'a{x="2"} 1'), ["notANumber a"]],
    ["a repeated series", described("a", "gauge", "a 1", "a 2"), ["duplicateSeries null"]],
    [
      "a family in two places",
      `${described("a", "gauge", 'a{x="1"} 1')}${described("b", "gauge", "b 1")}a{x="2"} 1\n`,
      ["reopenedFamily null"],
    ],
    ["a broken line", `${described("a", "gauge", "a 1")}?\n`, ["brokenLines null"]],
    [
      "a label of many values",
      described("a", "gauge", ...many(101, (i) => `a{path="/${i}"} 1`)),
      ["labelCardinality a"],
    ],
    ["a hundred values are allowed", described("a", "gauge", ...many(100, (i) => `a{path="/${i}"} 1`)), []],
    [
      "a label of single things",
      described("a", "gauge", ...many(11, (i) => `a{request_id="${i}"} 1`)),
      ["labelCardinality a"],
    ],
    ["bounds of a histogram are no such label", histogram("a_seconds", manyBounds), []],
    [
      "a p99 above the highest bound",
      histogram("a_seconds", { "0.1": 500, "1": 900, "+Inf": 1000 }),
      ["bucketCoverage a_seconds"],
    ],
    [
      "all below the lowest bound",
      histogram("a_seconds", { "1": 999, "2": 1000, "+Inf": 1000 }),
      ["bucketCoverage a_seconds"],
    ],
    ["too few observations to tell", histogram("a_seconds", { "0.1": 5, "+Inf": 10 }), []],
    ["no +Inf", histogram("a_seconds", { "0.1": 5, "1": 10 }), ["missingInfBucket a_seconds"]],
    ["bounds as Python writes them", histogram("a_seconds", { "10.0": 990, "2.0": 500, "+Inf": 1000 }), []],
  ])("%s", (_what, text, expected) => {
    expect(rules(text)).toEqual(expected);
  });

  it("OpenMetrics that was cut", () => {
    const parser = new ExpositionParser();
    const exposition = parser.parse(described("a", "gauge", "a 1"), "openMetrics");
    expect(lintExporter({ exposition, snapshots: [] }).findings.map(({ rule }) => rule)).toEqual(["truncated"]);
  });
});

describe("several looks", () => {
  const counter = (value: number, more = "") => described("a_total", "counter", `a_total ${value}`) + more;
  const start = (seconds: number) =>
    described("process_start_time_seconds", "gauge", `process_start_time_seconds ${seconds}`);
  const gauge = (name: string, ...values: readonly string[]) =>
    values.map((value) => described(name, "gauge", `${name} ${value}`));

  it("a counter that falls", () => {
    expect(rules(counter(5, start(1)), counter(3, start(1)))).toEqual(["counterFalls a_total"]);
    expect(rules(counter(5, start(1)), counter(9, start(1)), counter(12, start(1)))).toEqual([]);
  });

  it("a restart is none, by the process' own word or because all counters fell", () => {
    expect(rules(counter(5, start(1)), counter(0, start(2)))).toEqual([]);
    const other = (value: number) => described("b_total", "counter", `b_total ${value}`);
    expect(rules(counter(5, other(7)), counter(0, other(0)))).toEqual([]);
    expect(rules(counter(5, other(7)), counter(4, other(9)))).toEqual(["counterFalls a_total"]);
  });

  it("a gauge that only rises", () => {
    expect(rules(...gauge("jobs_done", "1", "2", "2", "3", "7"))).toEqual(["gaugeOnlyRises jobs_done"]);
    expect(rules(...gauge("jobs_done", "1", "2", "3"))).toEqual([]);
    expect(rules(...gauge("jobs_done", "1", "2", "1", "3", "7"))).toEqual([]);
    expect(rules(...gauge("load", "1.5", "2.5", "3.5", "4.5"))).toEqual([]);
    expect(rules(...gauge("last_success_time", "1", "2", "3", "4")).filter((rule) => rule.startsWith("gauge"))).toEqual(
      [],
    );
  });

  it("judges a histogram by what came in between", () => {
    const calm = { "0.1": 10_000, "1": 10_000, "+Inf": 10_000 };
    const slow = { "0.1": 10_000, "1": 10_500, "+Inf": 11_000 };
    expect(rules(histogram("a_seconds", calm), histogram("a_seconds", slow))).toEqual(["bucketCoverage a_seconds"]);
    expect(lint(histogram("a_seconds", calm), histogram("a_seconds", slow)).findings[0]?.what).toBe(
      "50 % of a_seconds lie above its highest bound, 1",
    );
  });
});

it("examples are lines that an exporter may write", () => {
  expect(lint("wait_limit +Inf\n").findings[0]?.example).toBe("# TYPE wait_limit gauge\nwait_limit +Inf");
});

it("what gives wrong answers comes first, and every finding says what to change", () => {
  const text = described("wait_ms", "gauge", ...many(101, (i) => `wait_ms{path="/${i}"} ${i === 0 ? "NaN" : 1}`));
  const { findings } = lint(text);
  expect(findings.map(({ rule }) => rule)).toEqual(["notANumber", "labelCardinality", "nonBaseUnit"]);
  for (const { what, why, howToChange } of findings)
    for (const words of [what, why, howToChange]) expect(words).toMatch(/\w{3}.*[^ ]$/);
  expect(findings.at(-1)?.example).toBe('# TYPE wait_seconds gauge\nwait_seconds{path="/0"} NaN');
});
