import { describe, expect, it } from "vitest";
import type { ExpositionFormat } from "../../../../../shared/domain/metrics/exposition/model.ts";
import { ExpositionParser } from "../../../../../shared/domain/metrics/exposition/parser.ts";

/** `name{labels} value` of each sample, as one would write it down. */
function read(text: string | Uint8Array, format?: ExpositionFormat) {
  const exposition = new ExpositionParser().parse(text, format);
  return { ...exposition, lines: exposition.samples.map(({ name, labels, value }) => [name, labels, value]) };
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

describe("samples", () => {
  it.each<[what: string, text: string, name: string, labels: Record<string, string>, value: number]>([
    ["a bare name", "up 1\n", "up", {}, 1],
    ["no newline at the end", "up 1", "up", {}, 1],
    ["blanks and tabs anywhere", '  up\t {\ta = "b" , } \t 1.5 \n', "up", { a: "b" }, 1.5],
    ["empty braces", "up{} 1\n", "up", {}, 1],
    ["no blank before the value", 'up{a="b"}1\n', "up", { a: "b" }, 1],
    ["a comma too many", 'up{a="b",} 1\n', "up", { a: "b" }, 1],
    ["a comma too few", 'up{a="b"c="d"} 1\n', "up", { a: "b", c: "d" }, 1],
    ["colons in the name", "vllm:num_requests_running 3\n", "vllm:num_requests_running", {}, 3],
    ["a leading underscore and digits", "_a1 3\n", "_a1", {}, 3],
    ["escapes", 'a{p="C:\\\\x",q="\\"",r="1\\n2",s="\\d"} 1\n', "a", { p: "C:\\x", q: '"', r: "1\n2", s: "\\d" }, 1],
    ["braces, commas and hashes in a value", 'a{p="{}, # \\\\"} 1\n', "a", { p: "{}, # \\" }, 1],
    ["UTF-8 in a value", 'a{p="Zürich 🙂"} 1\n', "a", { p: "Zürich 🙂" }, 1],
    ["an empty value is no label", 'a{p="",q="1"} 1\n', "a", { q: "1" }, 1],
    ["a name in quotes", '{"my.metric"} 1\n', "my.metric", {}, 1],
    ["a name and labels in quotes", '{"my.metric","a.b"="x",c="y"} 1\n', "my.metric", { "a.b": "x", c: "y" }, 1],
    ["a label in quotes", 'a{"b.c"="x"} 1\n', "a", { "b.c": "x" }, 1],
    ["CRLF", 'a{p="1"} 1\r\n', "a", { p: "1" }, 1],
    ["a byte order mark", "\ufeffa 1\n", "a", {}, 1],
    ["Triton's bucket without _bucket", 'nv_ms{le="100"} 8\n', "nv_ms", { le: "100" }, 8],
  ])("%s", (_what, text, name, labels, value) => {
    const { lines, problems } = read(text);
    expect(problems).toEqual([]);
    expect(lines).toEqual([[name, labels, value]]);
  });

  it.each<[text: string, value: number]>([
    ["0", 0],
    ["-0", -0],
    ["42", 42],
    ["+42", 42],
    ["-1.5", -1.5],
    [".5", 0.5],
    ["5.", 5],
    ["1e+06", 1e6],
    ["1E-3", 0.001],
    ["123456789012345678", 123456789012345680],
    ["0.1234567890123456789", 0.12345678901234568],
    ["1.7634567891234567e+09", 1.7634567891234567e9],
    ["4.9e-324", 4.9e-324],
    ["999999999999999", 999999999999999],
    ["0.000000000000001", 1e-15],
    ["NaN", nan],
    ["nan", nan],
    ["+Inf", infinity],
    ["-Inf", -infinity],
    ["inf", infinity],
    [`${"0".repeat(80)}7`, 7],
  ])("the number %s", (text, value) => {
    expect(read(`a ${text}\n`).lines).toEqual([["a", {}, value]]);
  });

  it.each(["0x10", "1_000", "1e", "e5", "--1", "1.2.3", "", ".", "one", "1,5", "Info"])("%s is no number", (text) => {
    const { lines, problemCount } = read(`a ${text}\nb 1\n`);
    expect(problemCount).toBe(1);
    expect(lines).toEqual([["b", {}, 1]]);
  });
});

describe("times and exemplars", () => {
  it("takes milliseconds in the classic format and seconds in OpenMetrics", () => {
    expect(read("a 1 1700000000123\n").samples[0]?.timeMs).toBe(1_700_000_000_123);
    expect(read("a 1 1700000000.5\n# EOF\n").samples[0]?.timeMs).toBe(1_700_000_000_500);
    expect(read("a 1\n").samples[0]?.timeMs).toBeNaN();
    expect(read("a 1 -5\n").samples[0]?.timeMs).toBe(-5);
  });

  it("keeps exemplars of any series", () => {
    const text = [
      "# TYPE d histogram",
      'd_bucket{le="1"} 3 # {trace_id="ab\\"c"} 0.67 1520879607.789',
      "d_count 3 1700000000 # {} 0.5",
      "# EOF",
    ].join("\n");
    const { samples, problems } = read(text);
    expect(problems).toEqual([]);
    expect(samples.map(({ exemplar }) => exemplar)).toEqual([
      { labels: { trace_id: 'ab"c' }, value: 0.67, timeMs: 1_520_879_607_789 },
      { labels: {}, value: 0.5, timeMs: null },
    ]);
    expect(samples[1]?.timeMs).toBe(1_700_000_000_000);
  });

  it("does not keep an exemplar that is no longer there", () => {
    const parser = new ExpositionParser();
    const first = parser.parse('a_total 3 # {t="1"} 1\n', "openMetrics").samples[0]?.exemplar;
    expect(first).not.toBeNull();
    expect(parser.parse("a_total 3\n", "openMetrics").samples[0]?.exemplar).toBeNull();
  });
});

describe("families", () => {
  it("reads type, help and unit, in any order and place", () => {
    const { families, problems } = read(
      [
        "# HELP a What\\na \\\\ is",
        "a 1",
        "# TYPE a gauge",
        "#\tTYPE\tb\tcounter",
        "# HELP b",
        "# UNIT b seconds",
        "b 1",
        "# TYPE c untyped",
        '# HELP "d.e" quoted',
      ].join("\n"),
    );
    expect(problems).toEqual([]);
    expect([...families.values()]).toEqual([
      { name: "a", type: "gauge", typed: true, help: "What\na \\ is", unit: null },
      { name: "b", type: "counter", typed: true, help: "", unit: "seconds" },
      { name: "c", type: "unknown", typed: true, help: null, unit: null },
      { name: "d.e", type: "unknown", typed: false, help: "quoted", unit: null },
    ]);
  });

  it("finds the family of suffixed series by its type", () => {
    const { samples } = read(
      [
        "# TYPE h histogram",
        'h_bucket{le="+Inf"} 1',
        "h_sum 1",
        "h_count 1",
        "# TYPE s summary",
        's{quantile="0.5"} NaN',
        "s_sum 1",
        "# TYPE c counter",
        "c_total 1",
        "# TYPE vllm:iteration_tokens_total histogram",
        'vllm:iteration_tokens_total_bucket{le="1"} 1',
        "# TYPE g gauge",
        "g_sum 1",
        "nothing_total 1",
      ].join("\n"),
    );
    expect(samples.map(({ family }) => `${family.name} ${family.type}`)).toEqual([
      "h histogram",
      "h histogram",
      "h histogram",
      "s summary",
      "s summary",
      "c counter",
      "vllm:iteration_tokens_total histogram",
      "g_sum unknown",
      "nothing_total unknown",
    ]);
  });

  it("hides when counters, histograms and summaries began, and nothing else", () => {
    const { lines, families } = read(
      [
        "# TYPE jobs_total counter",
        "jobs_total 5",
        "# TYPE jobs_created gauge",
        "jobs_created 1.7e9",
        "# TYPE h histogram",
        "h_created 1.7e9",
        "h_count 1",
        "# TYPE kube_pod_created gauge",
        "kube_pod_created 1.7e9",
      ].join("\n"),
    );
    expect(lines.map(([name]) => name)).toEqual(["jobs_total", "h_count", "kube_pod_created"]);
    expect([...families.keys()]).toEqual(["jobs_total", "h", "kube_pod_created"]);
  });

  it.each(["#", "# ", "#HELP a b", "# HELPING a b", "# a remark", "# EOF and more", "# TYPED a"])(
    "the comment %j says nothing",
    (line) => {
      const { problems, families, lines } = read(`${line}\na 1\n`);
      expect({ problems, families: families.size, lines }).toEqual({
        problems: [],
        families: 0,
        lines: [["a", {}, 1]],
      });
    },
  );

  it("counts repeated series, of which the last one holds, and re-opened families", () => {
    const { lines, duplicates, reopened } = read(
      ["# TYPE a gauge", 'a{x="1",y="2"} 1', "# TYPE b gauge", "b 1", 'a{y="2", x="1"} 3', "b 2"].join("\n"),
    );
    expect(lines).toEqual([
      ["a", { x: "1", y: "2" }, 3],
      ["b", {}, 2],
    ]);
    expect(duplicates).toBe(2);
    expect(reopened).toBe(2);
  });
});

describe("OpenMetrics", () => {
  it("is known by its end", () => {
    expect(read("a 1\n# EOF\n").truncated).toBe(false);
    expect(read("a 1\n# EOF").truncated).toBe(false);
    expect(read("a 1\n", "openMetrics").truncated).toBe(true);
    expect(read("a 1\n").truncated).toBe(false);
  });

  it("has types of its own", () => {
    const { samples } = read(
      '# TYPE build info\nbuild_info{v="1"} 1\n# TYPE mode stateset\nmode{mode="x"} 1\n# TYPE q gaugehistogram\nq_bucket{le="1"} 1\nq_gsum 2\n# EOF\n',
    );
    expect(samples.map(({ family }) => family.type)).toEqual(["info", "stateset", "gaugehistogram", "gaugehistogram"]);
  });

  it("ends at # EOF", () => {
    expect(read("a 1\n# EOF\nb 1\n", "openMetrics").lines).toEqual([["a", {}, 1]]);
  });
});

describe("problems", () => {
  it.each<[line: string, column: number, message: string]>([
    ["a", 2, "The value is missing"],
    ["  a  ", 4, "The value is missing"],
    ["a b", 3, '"b" is not a number'],
    [`${"a".repeat(8193)} 1`, 1, "The name and its labels are longer than 8192 characters"],
    [`a{b="${"c".repeat(8192)}"} 1`, 1, "The name and its labels are longer than 8192 characters"],
    ["a 1 x", 5, "Expected a time or the end of the line"],
    ["a 1 NaN", 5, "Expected a time or the end of the line"],
    ["a 1 5 6", 7, "Unexpected text after the value"],
    ["9a 1", 1, "Expected a metric name"],
    ["a-b 1", 2, '"-b" is not a number'],
    ["{} 1", 1, "Expected a metric name"],
    ['a{"b"} 1', 3, "The metric has two names"],
    ['a{b="c" 1', 2, "The labels have no closing brace"],
    ['a{b="c} 1', 5, "The label value has no closing quote"],
    ['a{b="c\\"} 1', 5, "The label value has no closing quote"],
    ["a{b=c} 1", 5, "Expected a label value in double quotes"],
    ['a{b "c"} 1', 5, "Expected = after a label name"],
    ['a{b="c",,d="e"} 1', 9, "Expected a label name"],
    ['a{9b="c"} 1', 3, "Expected a label name"],
    ['a{é="c"} 1', 3, "Expected a label name"],
    ['a{x="é",b="1",b="2"} 1', 15, "The label b is there twice"],
    ['a{__name__="b"} 1', 3, "The label name __name__ is reserved"],
    ['a{__proto__="b"} 1', 3, "The label name __proto__ is reserved"],
    ["# TYPE a thing", 10, 'Unknown metric type "thing"'],
    ["# TYPE a", 9, 'Unknown metric type ""'],
    ["# HELP 9 b", 8, "Expected a metric name"],
    ['# HELP "a b', 8, "The metric name has no closing quote"],
    ["a 1 # nothing", 5, "Expected an exemplar"],
    ['a 1 # {b="c"} x', 14, "Expected a value and a time after the labels of an exemplar"],
    ["a 1 # {b=c} 1", 10, "Expected a label value in double quotes"],
  ])("%j is told by its place and costs only itself", (line, column, message) => {
    const { problems, problemCount, lines } = read(`before 1\n\n${line}\nafter{x="é"} 2\n`);
    expect(problems).toEqual([{ line: 3, column, message }]);
    expect(problemCount).toBe(1);
    expect(lines).toEqual([
      ["before", {}, 1],
      ["after", { x: "é" }, 2],
    ]);
  });

  it("bytes that are not UTF-8 cost their line", () => {
    const text = new TextEncoder().encode('a{b="?"} 1\nb 1\n');
    text[5] = 0xff;
    const { lines, problems } = read(text);
    expect(lines).toEqual([["b", {}, 1]]);
    expect(problems).toEqual([{ line: 1, column: 1, message: "The line is not UTF-8" }]);
  });

  it("lists the first hundred and counts the rest", () => {
    const { problems, problemCount } = read("?\n".repeat(250));
    expect([problems.length, problemCount]).toEqual([100, 250]);
  });
});

describe("one scrape after another", () => {
  const scrape = (value: number, more = "") =>
    `# HELP a help \n# TYPE a gauge\na{x="1"} ${value}\n${more}b{x="1"} ${value}\r\nc ${value} # {t="1"} 1\nbroken\n`;

  it("gives the same objects again and says that nothing changed", () => {
    const parser = new ExpositionParser();
    const first = parser.parse(scrape(1));
    const before = [...first.samples];
    const second = parser.parse(scrape(2));
    expect([first.changed, second.changed]).toEqual([true, false]);
    expect(second.samples.map((sample, i) => sample === before[i])).toEqual([true, true, true]);
    expect(second.samples.map(({ value }) => value)).toEqual([2, 2, 2]);
    expect(before[0]?.labels).toBe(before[1]?.labels);
    expect(second.problems).toEqual(first.problems);
    expect(second.families.get("a")?.help).toBe("help");
  });

  it("notices series and families that come and go", () => {
    const parser = new ExpositionParser();
    parser.parse(scrape(1));
    const more = parser.parse(scrape(2, '# TYPE n counter\nn{x="2"} 7\n'));
    expect(more.changed).toBe(true);
    expect(more.samples.map(({ name }) => name)).toEqual(["a", "n", "b", "c"]);
    expect(more.families.get("n")?.type).toBe("counter");
    const less = parser.parse(scrape(3));
    expect(less.changed).toBe(true);
    expect(less.samples.map(({ name, value }) => [name, value])).toEqual([
      ["a", 3],
      ["b", 3],
      ["c", 3],
    ]);
    expect(less.families.has("n")).toBe(false);
  });

  it("does not take a longer name for the one it knows", () => {
    const parser = new ExpositionParser();
    parser.parse("a 1\nb 1\n");
    expect(
      parser.parse('a_b 2\na {x="1"} 3\n').samples.map(({ name, labels, value }) => [name, labels, value]),
    ).toEqual([
      ["a_b", {}, 2],
      ["a", { x: "1" }, 3],
    ]);
  });

  it("renames labels that the target may not set", () => {
    const parser = new ExpositionParser({ renameLabel: (label) => (label === "job" ? "exported_job" : label) });
    expect(parser.parse('a{job="x",z="1"} 1\n').samples[0]?.labels).toEqual({ exported_job: "x", z: "1" });
  });

  it("forgets series that do not come back", () => {
    const parser = new ExpositionParser();
    const scrapeOf = (round: number) => Array.from({ length: 1000 }, (_, i) => `a{id="${round}-${i}"} 1\n`).join("");
    const first = parser.parse(scrapeOf(0)).samples[0];
    for (let round = 1; round < 5; round++) expect(parser.parse(scrapeOf(round)).samples).toHaveLength(1000);
    expect(parser.parse(scrapeOf(0)).samples[0]).not.toBe(first);
  });
});
