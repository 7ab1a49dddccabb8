import { describe, expect, test } from "vitest";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import { parseSelector } from "../../../../shared/domain/promql/parseSelector.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

function parsed(query: string): string[] {
  return parseSelector(query).matchers.map(({ name, operator, value }) => `${name}${operator}${value}`);
}

/** `CODE marked text: message`. */
function refusal(query: string): string {
  try {
    parseSelector(query);
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    const { start, end } = error.detail.position as { start: number; end: number };
    return `${error.code} [${query.slice(start, end)}]@${start}: ${error.message}`;
  }
  return "accepted";
}

describe("selectors", () => {
  test.each<[string, string[]]>([
    ["node_load1", ["__name__=node_load1"]],
    ["job:rate:sum", ["__name__=job:rate:sum"]],
    [":leading", ["__name__=:leading"]],
    ["up{}", ["__name__=up"]],
    ['up{a="b",c!="d",e=~"f.*",g!~"h|i",}', ["__name__=up", "a=b", "c!=d", "e=~f.*", "g!~h|i"]],
    ['{__name__="up"}', ["__name__=up"]],
    ['{__name__=~"node_.+"}', ["__name__=~node_.+"]],
    ['{"my metric", "my label"="x"}', ["__name__=my metric", "my label=x"]],
    ["{'температура'}", ["__name__=температура"]],
    ['up { # a comment\n  a = "b" , # more\n c="d" }  ', ["__name__=up", "a=b", "c=d"]],
    [String.raw`up{a="q\"\\\n\t\x41\101\u00e9\U0001F600"}`, ["__name__=up", 'a=q"\\\n\tAAé😀']],
    [String.raw`up{a="\xc3\xa9"}`, ["__name__=up", "a=é"]],
    [String.raw`up{a='it\'s',b=${"`\\d+`"}}`, ["__name__=up", "a=it's", String.raw`b=\d+`]],
    ['up{by="x",offset="y",sum="z"}', ["__name__=up", "by=x", "offset=y", "sum=z"]],
    ["sum", ["__name__=sum"]],
  ])("reads %s", (query, expected) => {
    expect(parsed(query)).toEqual(expected);
  });

  test.each<[string, RegExp]>([
    ["", /^BAD_QUERY \[\]@0: Expected a metric name or \{, found nothing/],
    ["   # only a comment", /^BAD_QUERY \[\]@19: Expected a metric name/],
    ["{}", /^BAD_QUERY \[\{\}\]@0: The selector matches every series/],
    ['{a=~".*"}', /^BAD_QUERY .*matches every series/],
    ['{a=""}', /^BAD_QUERY .*matches every series/],
    ["up{", /^BAD_QUERY \[\]@3: Expected \} before the end of the query/],
    ["up}", /^BAD_QUERY \[\}\]@2: Nothing is open/],
    ["up{a}", /^BAD_QUERY \[\}\]@4: Expected =, !=, =~ or !~ after a, found \}/],
    ["up{a=b}", /^BAD_QUERY \[b\]@5: Expected a quoted value, found b/],
    ['up{a=="b"}', /^BAD_QUERY \[==\]@4: Expected =, !=/],
    ['up{a="b" c="d"}', /^BAD_QUERY \[c\]@9: Expected , or \}, found c/],
    ['up{,a="b"}', /^BAD_QUERY \[,\]@3: Expected a label name or \}, found ,/],
    ['up{a="b}', /^BAD_QUERY \["b\}\]@5: The string has no closing "/],
    ['up{a="b\nc"}', /^BAD_QUERY [^@]*@5: The string has no closing/],
    [String.raw`up{a="\d"}`, /^BAD_QUERY \[\\d\]@6: Unknown escape/],
    [String.raw`up{a="\ud800"}`, /^BAD_QUERY .*Unknown escape/],
    ['up{a=~"("}', /^BAD_QUERY \["\("\]@6: The regular expression is not valid/],
    ['up{a=~"(?=x)"}', /^BAD_QUERY .*regular expression is not valid/],
    ['up{"down"}', /^BAD_QUERY \["down"\]@3: The metric name is given twice/],
    ['up{__name__="down"}', /^BAD_QUERY \[__name__\]@3: The metric name is given twice/],
    ['{"a:b","c"}', /^BAD_QUERY \["c"\]@7: The metric name is given twice/],
    ['up{a:b="c"}', /^BAD_QUERY \[a:b\]@3: A label name has no colon/],
    ["up down", /^BAD_QUERY \[down\]@3: Expected the end of the query, found down/],
    ['up{a="b"}{c="d"}', /^BAD_QUERY \[\{\]@9: Expected the end/],
    ["up ; rm", /^BAD_QUERY \[;\]@3: Unexpected character ";"/],
    ["up 😀", /^BAD_QUERY \[😀\]@3: Unexpected character/],
    ['up =~ "x"', /^BAD_QUERY \[=~\]@3: =~ belongs/],
    ["sum(rate(", /^BAD_QUERY \[\]@9: Expected \) before the end/],
    ["rate(up[5m)", /^BAD_QUERY \[\)\]@10: Expected \], found \)/],
    ["*up", /^BAD_QUERY \[\*\]@0: Expected a metric name/],
  ])("refuses %j", (query, expected) => {
    expect(refusal(query)).toMatch(expected);
  });

  test.each<[string, RegExp]>([
    ["rate(up[5m])", /^UNSUPPORTED \[rate\]@0: .*full PromQL/],
    ["sum by (a) (up)", /^UNSUPPORTED \[sum\]@0/],
    ["sum WITHOUT (a) (up)", /^UNSUPPORTED \[sum\]@0/],
    ["up[5m]", /^UNSUPPORTED \[\[\]@2: .*a range/],
    ["up[5m:1m]", /^UNSUPPORTED \[\[\]@2/],
    ["up offset 5m", /^UNSUPPORTED \[offset\]@3/],
    ["up @ 1700000000", /^UNSUPPORTED \[@\]@3/],
    ["up == 1", /^UNSUPPORTED \[==\]@3/],
    ["up + 1", /^UNSUPPORTED \[\+\]@3/],
    ["up and down", /^UNSUPPORTED \[and\]@3/],
    ["1 + 1", /^UNSUPPORTED \[1\]@0/],
    ["1.5e3", /^UNSUPPORTED \[1\.5e3\]@0/],
    ["0x1F", /^UNSUPPORTED \[0x1F\]@0/],
    ["Inf", /^UNSUPPORTED \[Inf\]@0/],
    ['"text"', /^UNSUPPORTED \["text"\]@0/],
    ["-up", /^UNSUPPORTED \[-\]@0/],
    ["(up)", /^UNSUPPORTED \[\(\]@0/],
    ["time()", /^UNSUPPORTED \[time\]@0/],
  ])("leaves %j to the full language", (query, expected) => {
    expect(refusal(query)).toMatch(expected);
  });

  test.each<[string, string, boolean]>([
    ['{a=~"ab"}', "abc", false],
    ['{a=~"a.*"}', "abc", true],
    ['{a=~"a.c"}', "a\nc", true],
    ['{a=~"(?i)ABC"}', "abc", true],
    ['{a!~"ab",x="y"}', "abc", true],
    ['{a!="b",x="y"}', "b", false],
    ['{a=~"a|b"}', "b", true],
    ['{a=~"a|b"}', "bb", false],
    ['{a="a"}', "A", false],
  ])("%s on %j: %s", (query, value, expected) => {
    expect(parseSelector(query).matchers[0]?.matches(value)).toBe(expected);
  });

  test("any text is read or refused with a place inside it", () => {
    const pieces = [
      "up",
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      '"a"',
      "'",
      "`",
      "\\",
      "=",
      "=~",
      "!",
      ",",
      ":",
      "5m",
      "1e",
      " ",
      "#",
      "\n",
      "é",
      "by",
      "offset",
      "@",
      "-",
      ".",
      "_",
    ];
    for (let seed = 1; seed <= 3000; seed++) {
      const random = seededRandom(seed);
      const query = Array.from(
        { length: 1 + Math.floor(random() * 8) },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join("");
      try {
        parseSelector(query);
      } catch (error) {
        if (!isMidwatchError(error)) throw error;
        const { start, end } = error.detail.position as { start: number; end: number };
        expect(0 <= start && start <= end && end <= query.length, `${query}: ${start}-${end}`).toBe(true);
      }
    }
  });

  test("a pattern that makes backtracking engines hang answers at once", () => {
    const matcher = parseSelector('{a=~"(a+)+b"}').matchers[0];
    expect(matcher?.matches("a".repeat(5_000))).toBe(false);
  }, 2_000);
});
