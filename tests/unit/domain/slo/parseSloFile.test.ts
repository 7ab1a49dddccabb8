import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseSloFile } from "../../../../shared/domain/slo/formats/parseSloFile.ts";

const checkout = readFileSync(new URL("../../../fixtures/slo/checkout.yaml", import.meta.url), "utf8");

describe("Sloth", () => {
  test("is read with its kinds, windows and source", () => {
    const { slos, problems } = parseSloFile(checkout, "checkout.yaml");
    expect(problems).toEqual([]);
    expect(slos).toMatchObject([
      {
        id: "checkout-availability",
        objectivePercent: 99.9,
        sli: { kind: "events", threshold: null },
        window: { kind: "rolling", days: 30 },
        source: "local",
        page: { labels: { team: "payments", severity: "critical" }, annotations: { summary: "Orders fail" } },
        ticket: { labels: { team: "payments" } },
        line: 6,
      },
      {
        id: "checkout-latency",
        sli: { threshold: 0.5 },
        window: { kind: "rolling", days: 28 },
        source: "eu",
        page: null,
      },
      { id: "checkout-throughput", sli: { kind: "time" }, window: { kind: "month" } },
    ]);
  });

  const changed: readonly (readonly [name: string, from: string, to: string, line: number, message: RegExp])[] = [
    ["another version", 'prometheus/v1"', 'prometheus/v2"', 1, /version/],
    [
      "an unknown key",
      "      page_alert:\n        labels",
      "      pageAlert:\n        labels",
      19,
      /Unknown key pageAlert/,
    ],
    ["an objective over all", "objective: 99.9", "objective: 101", 8, /101 is no percentage/],
    ["an objective of nothing", "objective: 99.9", "objective: 0", 8, /0 is no percentage/],
    ["an empty service", 'service: "checkout"', 'service: ""', 2, /service/],
    ["no name for alerts", "      name: CheckoutFails\n", "", 14, /alerts have no name/],
    [
      "a query without a window",
      "orders_total[{{ .window }}]",
      "orders_total[5m]",
      12,
      /total_query has no {{.window}}/,
    ],
    [
      "a query that is none",
      "sum(rate(orders_total[{{ .window }}]))",
      "sum(rate(orders_total[{{ .window }}])",
      12,
      /total_query/,
    ],
    ["the same queries", 'orders_total{code=~"5.."}[{{.window}}]', "orders_total[{{ .window }}]", 12, /are the same/],
    ["the same name twice", '- name: "latency"', '- name: "availability"', 22, /called availability already/],
    ["a window of no length", "window: 28d", "window: 4y", 32, /4y is no window/],
  ];
  test.each(changed)("%s is told at its place", (_name, from, to, line, message) => {
    expect(checkout).toContain(from);
    const { slos, problems } = parseSloFile(checkout.replace(from, to), "checkout.yaml");
    expect(slos).toBeNull();
    expect(problems[0]).toMatchObject({ file: "checkout.yaml", line, message: expect.stringMatching(message) });
  });

  test("an SLI of both kinds or of none is refused", () => {
    const both = checkout.replace(
      "    sli:\n      raw:",
      "    sli:\n      events: { error_query: a, total_query: b }\n      raw:",
    );
    expect(parseSloFile(both, "f").problems[0]?.message).toMatch(/either events or raw/);
    const none = checkout.replace(/ {6}raw:\n.*\n/, "      {}\n");
    expect(parseSloFile(none, "f").problems[0]?.message).toMatch(/counts nothing/);
  });

  test("several documents of a file keep their lines", () => {
    const second = checkout.replace('"checkout"', '"billing"').replace("objective: 95", "objective: 950");
    const { problems } = parseSloFile(`# Two services.\n---\n${checkout}---\n${second}`, "two.yaml");
    expect(problems).toMatchObject([{ line: 2 + checkout.split("\n").length + 35 }]);
  });

  test("another format is named", () => {
    const { problems } = parseSloFile("apiVersion: example.com/v1\nkind: SLO\n", "other.yaml");
    expect(problems[0]?.message).toMatch(/^example.com\/v1 cannot be read here/);
  });
});

describe("Sloth's manifest", () => {
  const sloOf = (bad: string, all: string, page: string) => `
    - name: orders
      objective: 99.9
      sli:
        events:
          ${bad}: 'sum(rate(orders_total{code="5xx"}[{{.window}}]))'
          ${all}: 'sum(rate(orders_total[{{.window}}]))'
      alerting:
        name: OrdersFail
        ${page}: { labels: { severity: critical } }
`;
  const manifest = `apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: { name: checkout, namespace: monitoring }
spec:
  service: checkout
  labels: { team: payments }
  slos:${sloOf("errorQuery", "totalQuery", "pageAlert")}`;

  test("says the same as the file of Sloth's own", () => {
    const own = `version: prometheus/v1\nservice: checkout\nlabels: { team: payments }\nslos:${sloOf("error_query", "total_query", "page_alert")}`;
    const [expected] = parseSloFile(own, "a.yaml").slos ?? [];
    const { slos, problems } = parseSloFile(manifest, "a.yaml");
    expect(problems).toEqual([]);
    expect(slos).toEqual([{ ...expected, format: "serviceLevel", line: 8 }]);
  });

  test.each([
    ["a key in Sloth's other spelling", "errorQuery", "error_query", 12, /Unknown key error_query/],
    ["an objective over all", "99.9", "101", 9, /101 is no percentage/],
    ["a query without a window", "orders_total[{{.window}}]", "orders_total[5m]", 13, /totalQuery has no/],
    ["alerts without a name", "        name: OrdersFail\n", "", 15, /alerts have no name/],
  ] as const)("%s is told with its line", (_name, from, to, line, message) => {
    const { slos, problems } = parseSloFile(manifest.replace(from, to), "a.yaml");
    expect(slos).toBeNull();
    expect(problems.map((one) => one.line)).toContain(line);
    expect(problems.map((one) => one.message).join("\n")).toMatch(message);
  });
});

const openSlo = (spec: string) =>
  `apiVersion: openslo/v1\nkind: SLO\nmetadata: { name: answers }\nspec:\n  service: shop\n${spec}`;
const counted = `
  indicator:
    metadata: { name: good }
    spec:
      ratioMetric:
        counter: true
        good: { metricSource: { type: Prometheus, spec: { query: 'hits_total{code="200"}' } } }
        total: { metricSource: { type: Prometheus, spec: { query: hits_total } } }
`;

describe("OpenSLO", () => {
  test("counters are rated, one SLO for each objective", () => {
    const text = openSlo(
      `${counted}  timeWindow: [{ duration: 28d, isRolling: true }]\n  budgetingMethod: Occurrences\n  objectives: [{ target: 0.999 }, { targetPercent: 95 }]\n`,
    );
    const total = "sum(rate(hits_total[{{.window}}]))";
    expect(parseSloFile(text, "o.yaml").slos).toMatchObject([
      {
        id: "shop-answers-0",
        objectivePercent: 99.9,
        window: { kind: "rolling", days: 28 },
        sli: { errorQuery: `${total} - sum(rate(hits_total{code="200"}[{{.window}}]))`, totalQuery: total },
      },
      { id: "shop-answers-1", objectivePercent: 95 },
    ]);
  });

  test("slices of time are good or bad as a whole", () => {
    const text = openSlo(
      `${counted}  timeWindow: [{ duration: 1M, isRolling: false }]\n  budgetingMethod: Timeslices\n  objectives: [{ target: 0.99, timeSliceTarget: 0.95, timeSliceWindow: 2m }]\n`,
    );
    const { slos, problems } = parseSloFile(text, "o.yaml");
    expect(problems).toEqual([]);
    expect(slos).toMatchObject([{ window: { kind: "month" }, sli: { kind: "time" } }]);
    const query = slos?.[0]?.sli.kind === "time" ? slos[0].sli.errorRatioQuery : "";
    expect(query).toMatch(/> bool 0\.05\)\[{{\.window}}:2m\]\)$/);
    expect(query).toContain("hits_total[2m]");
  });

  test("a threshold counts the time in which it is broken, and an SLI may be named", () => {
    const sli =
      "apiVersion: openslo/v1\nkind: SLI\nmetadata: { name: queue }\nspec:\n  thresholdMetric: { metricSource: { type: Prometheus, spec: { query: queue_length } } }\n";
    const slo = openSlo(
      "  indicatorRef: queue\n  timeWindow: [{ duration: 4w, isRolling: true }]\n  budgetingMethod: Occurrences\n  objectives: [{ op: lt, value: 500, target: 0.99 }]\n",
    );
    expect(parseSloFile(`${slo}---\n${sli}`, "o.yaml").slos).toMatchObject([
      { sli: { kind: "time", errorRatioQuery: "avg_over_time(((queue_length) >= bool 500)[{{.window}}:1m])" } },
    ]);
    expect(parseSloFile(slo, "o.yaml").problems[0]?.message).toBe("This file has no SLI called queue");
  });

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ["a quarter", "[{ duration: 1Q, isRolling: false }]", /a month \(1M\) alone/],
    [
      "another zone",
      "[{ duration: 1M, calendar: { startTime: 2022-01-01, timeZone: Europe/Riga } }]",
      /not in Europe\/Riga/,
    ],
    ["no window", "[]", /must have one window/],
  ];
  test.each(refused)("%s is refused", (_name, window, message) => {
    const text = openSlo(
      `${counted}  timeWindow: ${window}\n  budgetingMethod: Occurrences\n  objectives: [{ target: 0.9 }]\n`,
    );
    expect(parseSloFile(text, "o.yaml").problems[0]?.message).toMatch(message);
  });
});

const pyrra = (indicator: string, target = "99.5") =>
  `apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\nmetadata:\n  name: dns\n  labels: { role: rules, pyrra.dev/team: net }\nspec:\n  target: "${target}"\n  window: 2w\n  indicator:\n    ${indicator}\n`;

describe("Pyrra", () => {
  test.each([
    [
      "ratio: { errors: { metric: 'dns_total{rcode=\"SERVFAIL\"}' }, total: { metric: dns_total } }",
      { kind: "events", errorQuery: 'sum(rate(dns_total{rcode="SERVFAIL"}[{{.window}}]))' },
    ],
    [
      "latency: { success: { metric: 'dns_seconds_bucket{le=\"0.1\"}' }, total: { metric: dns_seconds_count } }",
      { kind: "events", threshold: 0.1 },
    ],
    [
      "bool_gauge: { metric: probe_success }",
      {
        kind: "time",
        errorRatioQuery:
          "1 - sum(sum_over_time(probe_success[{{.window}}])) / sum(count_over_time(probe_success[{{.window}}]))",
      },
    ],
  ])("%s", (indicator, sli) => {
    const { slos, problems } = parseSloFile(pyrra(indicator), "p.yaml");
    expect(problems).toEqual([]);
    expect(slos).toMatchObject([
      {
        name: "dns",
        objectivePercent: 99.5,
        window: { days: 14 },
        labels: { team: "net" },
        alertName: "ErrorBudgetBurn",
        sli,
      },
    ]);
  });

  test.each([
    ["latencyNative: { latency: 100ms, total: { metric: a } }", /Native histograms/],
    [
      "ratio: { errors: { metric: a }, total: { metric: b }, grouping: [handler] }",
      /grouping makes an SLO of each value/,
    ],
    ["ratio: { errors: { metric: 'a{' }, total: { metric: b } }", /total_query|indicator/],
  ])("%s is refused", (indicator, message) => {
    expect(parseSloFile(pyrra(indicator), "p.yaml").problems[0]?.message).toMatch(message);
  });
});
