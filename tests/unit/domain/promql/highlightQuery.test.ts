import { expect, test } from "vitest";
import { highlightQuery } from "../../../../shared/domain/promql/highlightQuery.ts";

/** `function:rate`, without what is plain. */
function told(query: string): readonly string[] | null {
  return (
    highlightQuery(query)
      ?.filter(({ kind }) => kind !== "plain")
      .map(({ kind, text }) => `${kind}:${text}`) ?? null
  );
}

test.each([
  [
    'sum by (le) (rate(http_requests_total{job="a", code!~"5.."}[5m])) > 0.5',
    [
      ...["function:sum", "keyword:by", "label:le", "function:rate", "label:job", "operator:=", 'string:"a"'],
      ...["label:code", "operator:!~", 'string:"5.."', "number:5m", "operator:>", "number:0.5"],
    ],
  ],
  [
    "a / on (host) group_left (zone) b offset 1h and up",
    [
      "operator:/",
      "keyword:on",
      "label:host",
      "keyword:group_left",
      "label:zone",
      "keyword:offset",
      "number:1h",
      "keyword:and",
    ],
  ],
  ["rate", []],
  [`up{instance="\${host}"} > \${limit}`, ["label:instance", "operator:=", `string:"\${host}"`, "operator:>"]],
])("%s", (query, pieces) => {
  expect(told(query)).toEqual(pieces);
});

test("the pieces are the whole query, comments and blanks with it", () => {
  const query = "  sum(up) # all of them\n  by (job)  ";
  expect(
    highlightQuery(query)
      ?.map(({ text }) => text)
      .join(""),
  ).toBe(query);
});

test.each(["", "fewer than 6", "/tmp/midwatch.lock", "5 s between two runs", "sum by (le"])(
  "%j is no query",
  (text) => {
    expect(highlightQuery(text)).toBeNull();
  },
);
