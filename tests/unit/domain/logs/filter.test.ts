import { describe, expect, test } from "vitest";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import { formatFilter } from "../../../../shared/domain/logs/filter/formatFilter.ts";
import { hostNeedle } from "../../../../shared/domain/logs/filter/hostNeedle.ts";
import { lineMatcher } from "../../../../shared/domain/logs/filter/matchLine.ts";
import { parseFilter } from "../../../../shared/domain/logs/filter/parseFilter.ts";
import { toElasticsearch } from "../../../../shared/domain/logs/filter/toElasticsearch.ts";
import { toLogql } from "../../../../shared/domain/logs/filter/toLogql.ts";
import { logLine } from "../../../builders/logLines.ts";

const line = logLine({
  text: "ERROR upstream timeout after 8000 ms, KV cache full (99.1 %)",
  level: "error",
  host: "gw-3",
  fields: { status: "504", path: "/v1/chat" },
});

test.each([
  ["", true],
  ["timeout", true],
  ["TIMEOUT after", true],
  ['"timeout after"', true],
  ['"after timeout"', false],
  ["-timeout", false],
  ['-"no such"', true],
  ["/KV cache|OOM/", true],
  ["-/KV cache|OOM/", false],
  ["/^upstream/", false],
  ["level:error", true],
  ["level:warn,error", true],
  ["level>=warn", true],
  ["level>=fatal", false],
  ["-level:error", false],
  ["level!=error", false],
  ["status=504", true],
  ["status!=504", false],
  ["-status=504", false],
  ["status=50", false],
  ["status=~^5", true],
  ["path!~chat", false],
  ["nothing=", true],
  ["host=gw-3", true],
  ["stream=~vllm", true],
  ["(99.1", true],
  ["timeout status=504 level:error -health", true],
  ["timeout status=200", false],
])("the filter %j finds the line: %s", (text, found) => {
  const filter = parseFilter(text);
  expect(lineMatcher(filter.terms)(line)).toBe(found);
  expect(parseFilter(formatFilter(filter))).toEqual(filter);
});

test("an unfinished phrase is one already", () => {
  expect(parseFilter('"KV ca').terms).toEqual([{ kind: "text", text: "KV ca", negated: false }]);
});

test.each([
  ['{app="web"} |= "x"', "logql", '{app="web"} |= "x"'],
  [" lucene:  status:>=500 AND NOT path:health ", "lucene", "status:>=500 AND NOT path:health"],
])("%j is a server's own language", (text, language, query) => {
  const filter = parseFilter(text);
  expect(filter).toEqual({ terms: [], own: { language, text: query } });
  expect(parseFilter(formatFilter(filter))).toEqual(filter);
});

test.each([
  ["lucene: ", "A query string is missing", { start: 0, end: 7 }],
  ["level:loud", "loud is no level: use fatal, error, warn, info, debug, unknown", { start: 0, end: 10 }],
  ["x /(/", "The pattern does not work", { start: 2, end: 5 }],
  ["a=~(", "The pattern does not work", { start: 0, end: 3 }],
])("%j is refused with its place", (text, message, position) => {
  try {
    parseFilter(text);
    expect.unreachable();
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    expect(error.code).toBe("BAD_QUERY");
    expect(error.message).toContain(message);
    expect(error.detail.position).toEqual(position);
  }
});

describe("LogQL", () => {
  const context = { selector: '{app=~".+"}', labels: new Set(["namespace"]), tail: false };

  test.each([
    ["", '{app=~".+"}', []],
    ["KV.cache -health", '{app=~".+"} |~ "(?i)KV\\\\.cache" !~ "(?i)health"', []],
    ["level:error namespace=prod x", '{app=~".+"} |~ "(?i)x" | detected_level=~"error" | namespace="prod"', []],
    ["level!=fatal", '{app=~".+"} | detected_level!~"fatal|critical"', []],
    ["/a|b/ namespace=~pro", '{app=~".+"} |~ "a|b" | namespace=~"(?s).*(?:pro).*"', []],
    ["status=504 x", '{app=~".+"} |~ "(?i)x"', ["field"]],
    ['{app="a"} | json', '{app="a"} | json', []],
  ])("%j", (text, query, left) => {
    const compiled = toLogql(parseFilter(text), context);
    expect(compiled.query).toBe(query);
    expect(compiled.left.map(({ kind }) => kind)).toEqual(left);
  });

  test("of live lines levels are judged here", () => {
    const compiled = toLogql(parseFilter("level:error x"), { ...context, tail: true });
    expect(compiled.query).toBe('{app=~".+"} |~ "(?i)x"');
    expect(compiled.left).toEqual([{ kind: "level", levels: ["error"], negated: false }]);
  });
});

test("Elasticsearch: phrases, levels in every spelling, fields with and without .keyword; the rest is left", () => {
  const fields = new Map([
    ["message", "text"],
    ["log.level", "keyword"],
    ["severity", "long"],
    ["status", "long"],
  ]);
  const { filter, mustNot, left } = toElasticsearch(
    parseFilter('"KV cache" -health level:warn status=504 user.id=u1 /a+/ host=gw-3'),
    fields,
  );
  expect(filter).toEqual([
    { multi_match: { query: "KV cache", type: "phrase", fields: ["message"], lenient: true } },
    {
      bool: {
        should: [
          { terms: { "log.level": expect.arrayContaining(["warn", "WARNING", "4", "W"]) } },
          { terms: { severity: [4, 30] } },
        ],
        minimum_should_match: 1,
      },
    },
    { bool: { should: [{ match: { status: { query: "504", lenient: true } } }], minimum_should_match: 1 } },
  ]);
  expect(mustNot).toEqual([{ multi_match: { query: "health", type: "phrase", fields: ["message"], lenient: true } }]);
  expect(left.map((term) => (term.kind === "field" ? term.name : term.kind))).toEqual(["user.id", "regex", "host"]);
});

test.each([
  ["timeout", "timeout"],
  ['ab "longer one" -muchlongerstill', "longer one"],
  ["x", null],
  ["level:error /abc/", null],
  ['"say \\"hello\\""', null],
  ["größe", null],
])("what a host looks for of %j", (text, needle) => {
  expect(hostNeedle(parseFilter(text).terms)).toBe(needle);
});
