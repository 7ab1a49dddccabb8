import { describe, expect, test } from "vitest";
import { parseSloFile } from "../../../../shared/domain/slo/formats/parseSloFile.ts";
import { formQueries, type SliForm } from "../../../../shared/domain/slo/sliForms.ts";
import type { SloDraft } from "../../../../shared/domain/slo/sloDraft.ts";
import { writeSloth } from "../../../../shared/domain/slo/writeSloth.ts";

const draft: SloDraft = {
  ...{ service: "shop", name: "latency", description: "Fast", objectivePercent: "99.5", window: "28d", source: "eu" },
  queries: formQueries({ kind: "latency", histogram: "orders_seconds", labels: 'job="shop"', bound: "0.5" }),
  alertName: "ShopSlow",
};

const text = `# Kept by the payments team.
version: "prometheus/v1"
service: "shop"
slos:
  - name: availability # the important one
    objective: 99.9 # agreed in May
    sli:
      events:
        error_query: sum(rate(orders_total{code=~"5.."}[{{.window}}]))
        total_query: sum(rate(orders_total[{{.window}}]))
    alerting:
      name: ShopFails
      labels: { team: payments }
      ticket_alert: { disable: true }
`;

describe("queries of a form", () => {
  test.each<[SliForm, string, string | null]>([
    [
      { kind: "availability", events: 'http_total{job="a"}', bad: 'code=~"5.."' },
      'sum(rate(http_total{job="a", code=~"5.."}[{{.window}}]))',
      'sum(rate(http_total{job="a"}[{{.window}}]))',
    ],
    [
      { kind: "availability", events: "http_total", bad: 'code="500"' },
      'sum(rate(http_total{code="500"}[{{.window}}]))',
      "sum(rate(http_total[{{.window}}]))",
    ],
    [
      { kind: "latency", histogram: "h_seconds_bucket", labels: "", bound: "2.5" },
      'sum(rate(h_seconds_count[{{.window}}])) - sum(rate(h_seconds_bucket{le="2.5"}[{{.window}}]))',
      "sum(rate(h_seconds_count[{{.window}}]))",
    ],
    [
      { kind: "time", expr: "sum(rate(tokens[1m]))", operator: ">=", value: "100" },
      "avg_over_time(((sum(rate(tokens[1m]))) < bool 100)[{{.window}}:1m])",
      null,
    ],
  ])("%j", (form, error, total) => expect(formQueries(form)).toEqual({ error, total }));
});

describe("a Sloth file", () => {
  test("is made, and read as it was meant", () => {
    const made = writeSloth(null, draft, null) ?? "";
    const { slos, problems } = parseSloFile(made, "shop.yaml");
    expect(problems).toEqual([]);
    expect(slos).toMatchObject([
      {
        ...{ id: "shop-latency", description: "Fast", objectivePercent: 99.5, source: "eu", alertName: "ShopSlow" },
        window: { kind: "rolling", days: 28 },
        sli: { kind: "events", threshold: 0.5, errorQuery: draft.queries.error },
      },
    ]);
  });

  test("gets one more, and keeps what it had to the letter", () => {
    const more = writeSloth(text, draft, null) ?? "";
    expect(more.startsWith(text)).toBe(true);
    expect(parseSloFile(more, "shop.yaml").slos?.map(({ id }) => id)).toEqual(["shop-availability", "shop-latency"]);
  });

  test("keeps comments and what the form does not know where one is changed", () => {
    const queries = {
      error: 'sum(rate(orders_total{code=~"5.."}[{{.window}}]))',
      total: "sum(rate(orders_total[{{.window}}]))",
    };
    const changed = writeSloth(
      text,
      {
        ...draft,
        name: "availability",
        description: "",
        objectivePercent: "99.95",
        window: "month",
        source: "local",
        queries,
        alertName: "ShopDown",
      },
      "availability",
    );
    expect(changed).toContain("# Kept by the payments team.");
    expect(changed).toContain("name: availability # the important one");
    expect(changed).toContain("objective: 99.95 # agreed in May");
    expect(changed).not.toContain("description");
    expect(parseSloFile(changed ?? "", "shop.yaml").slos).toMatchObject([
      {
        objectivePercent: 99.95,
        window: { kind: "month" },
        alertName: "ShopDown",
        page: { labels: { team: "payments" } },
        ticket: null,
      },
    ]);
  });

  test("without a name its alerts are off, and with one they are on again", () => {
    const off = writeSloth(null, { ...draft, alertName: "" }, null) ?? "";
    expect(parseSloFile(off, "shop.yaml").slos).toMatchObject([{ page: null, ticket: null }]);
    const on = writeSloth(off, draft, "latency") ?? "";
    expect(parseSloFile(on, "shop.yaml").slos).toMatchObject([{ alertName: "ShopSlow", page: {}, ticket: {} }]);
  });

  test.each([
    ["another service's", text.replace('"shop"', '"other"')],
    ["another format", "apiVersion: openslo/v1\nkind: SLO\n"],
    ["broken", "version: [\n"],
    ["of several documents", `${text}---\n${text}`],
  ])("%s is not written into", (_name, other) => expect(writeSloth(other, draft, null)).toBeNull());

  test("one that is not there is not changed", () => expect(writeSloth(text, draft, "nothing")).toBeNull());
});
