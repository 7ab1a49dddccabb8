import { describe, expect, test } from "vitest";
import { isMidwatchError } from "../../../../shared/base/errors.ts";
import type { Expr } from "../../../../shared/domain/promql/ast.ts";
import { checkQuery } from "../../../../shared/domain/promql/checkQuery.ts";
import { formatQuery } from "../../../../shared/domain/promql/formatQuery.ts";
import { parseQuery, parseSelectorText } from "../../../../shared/domain/promql/parseQuery.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

function parsed(query: string): string[] {
  return parseSelectorText(query).map(({ name, operator, value }) => `${name}${operator}${value}`);
}

/** `CODE marked text: message`. */
function refusal(query: string): string {
  try {
    parseQuery(query);
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
    ["up down", /^BAD_QUERY \[down\]@3: Expected an operator or the end of the query, found down/],
    ['up{a="b"}{c="d"}', /^BAD_QUERY \[\{\]@9: Expected an operator or the end/],
    ["up ; rm", /^BAD_QUERY \[;\]@3: Unexpected character ";"/],
    ["up 😀", /^BAD_QUERY \[😀\]@3: Unexpected character/],
    ['up =~ "x"', /^BAD_QUERY \[=~\]@3: =~ belongs/],
    ["sum by (a (rate(x[5m]))", /^BAD_QUERY \[\(\]@10: Expected a comma or \), found \(/],
    ["x + on (a, b{c", /^BAD_QUERY \[\{\]@12: Expected a comma or \), found \{/],
    ["sum(rate(", /^BAD_QUERY \[\]@9: Expected \) before the end/],
    ["rate(up[5m)", /^BAD_QUERY \[\)\]@10: Expected \], found \)/],
    ["*up", /^BAD_QUERY \[\*\]@0: Expected a metric name/],
  ])("refuses %j", (query, expected) => {
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
    expect(parseSelectorText(query)[0]?.matches(value)).toBe(expected);
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
      "sum",
      "rate",
      "and",
      "bool",
      "on",
      "^",
      "1",
    ];
    for (let seed = 1; seed <= 3000; seed++) {
      const random = seededRandom(seed);
      const query = Array.from(
        { length: 1 + Math.floor(random() * 8) },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join("");
      try {
        const expr = parseQuery(query);
        const text = formatQuery(expr);
        expect(formatQuery(parseQuery(text)), query).toBe(text);
      } catch (error) {
        if (!isMidwatchError(error)) throw error;
        const { start, end } = error.detail.position as { start: number; end: number };
        expect(0 <= start && start <= end && end <= query.length, `${query}: ${start}-${end}`).toBe(true);
      }
    }
  });

  test("a pattern that makes backtracking engines hang answers at once", () => {
    const matcher = parseSelectorText('{a=~"(a+)+b"}')[0];
    expect(matcher?.matches("a".repeat(5_000))).toBe(false);
  }, 2_000);
});

describe("expressions", () => {
  /** Every operator with its own parentheses. */
  function grouped(query: string): string {
    const show = (expr: Expr): string => {
      switch (expr.kind) {
        case "unary":
          return `(${expr.operator}${show(expr.expr)})`;
        case "binary":
          return `(${show(expr.left)} ${expr.operator} ${show(expr.right)})`;
        case "paren":
          return show(expr.expr);
        case "subquery":
          return formatQuery({ ...expr, expr: { ...expr.expr } });
        default:
          return formatQuery(expr);
      }
    };
    return show(parseQuery(query));
  }

  test.each<[string, string]>([
    ["-1 ^ 2", "(-(1 ^ 2))"],
    ["2 ^ 3 ^ 2", "(2 ^ (3 ^ 2))"],
    ["2 ^ -1 * 3", "((2 ^ (-1)) * 3)"],
    ["-a * b", "((-a) * b)"],
    ["- - 1", "(-(-1))"],
    ["1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"],
    ["a / b % c atan2 d", "(((a / b) % c) atan2 d)"],
    ["a == b + c", "(a == (b + c))"],
    ["a or b and c unless d", "(a or ((b and c) unless d))"],
    ["a > b == c", "((a > b) == c)"],
    ["(a + b) * c", "((a + b) * c)"],
    ["a + b offset 5m", "(a + b offset 5m)"],
    ["-m @ 100", "(-m @ 100)"],
    ["a or b offset 5m", "(a or b offset 5m)"],
    ["a + sum(b[5m:1m] @ end())", "refused"],
    ["a + max_over_time(b[5m:1m] @ end())", "(a + max_over_time(b[5m:1m] @ end()))"],
  ])("%s", (query, expected) => {
    if (expected === "refused") expect(refusal(query)).toMatch(/^BAD_QUERY/);
    else expect(grouped(query)).toBe(expected);
  });

  test.each<[string, string]>([
    ['SUM(a) BY (x, "y z",)', 'sum by (x, "y z") (a)'],
    ["sum without() (a)", "sum without () (a)"],
    ["topk(3, a) by (job)", "topk by (job) (3, a)"],
    ["count_values('v', a)", 'count_values("v", a)'],
    ["a * on(x) group_left(y, z) b", "a * on (x) group_left (y, z) b"],
    ["a * group_right b", "a * group_right () b"],
    ["a and ignoring(x) b", "a and ignoring (x) b"],
    ["1 == BOOL 2", "1 == bool 2"],
    ["a[300] offset 300", "a[5m] offset 5m"],
    ["a[1h30m] @ 1m40s", "a[1h30m] @ 100"],
    ["a offset -5m @ start()", "a @ start() offset -5m"],
    ["a[1h:]", "a[1h:]"],
    ["sum(a)[1h:5m] offset 1d", "sum(a)[1h:5m] offset 1d"],
    ["0x1F + 017 + 1_000 + 1e3 + 2. + .5", "31 + 15 + 1000 + 1000 + 2 + 0.5"],
    ["1h30m", "5400"],
    ["-Inf", "-Inf"],
    ["nan", "NaN"],
    [String.raw`"it\'s"`, `"it's"`],
    ["time()", "time()"],
    ["round(a, 5)", "round(a, 5)"],
    ['{__name__="b c", d=""}', '{__name__="b c", d=""}'],
    ["offset", "offset"],
    ["start + step", "start + step"],
    ["min_of(1, 2)", "min_of(1, 2)"],
    ["min by (x) (min)", "min by (x) (min)"],
  ])("%s is read as %s", (query, expected) => {
    expect(formatQuery(parseQuery(query))).toBe(expected);
    expect(formatQuery(parseQuery(expected))).toBe(expected);
  });

  test.each<[string, RegExp]>([
    ["rate(m)", /^BAD_QUERY \[m\]@5: rate: range must be a range vector, this is an instant vector: add a range/],
    ["sum(m[5m])", /^BAD_QUERY \[m\[5m\]\]@4: sum must be an instant vector, this is a range vector: put a function/],
    ["m[5m] + 1", /^BAD_QUERY \[m\[5m\]\]@0: \+ works on scalars and instant vectors, this is a range vector/],
    ["a + b[5m:1m]", /^BAD_QUERY \[b\[5m:1m\]\]@4/],
    ["-m[5m:1m]", /^BAD_QUERY \[m\[5m:1m\]\]@1/],
    ['"a" + 1', /^BAD_QUERY \["a"\]@0/],
    ["1 == 2", /^BAD_QUERY \[1 == 2\]@0: Two scalars are compared with bool/],
    ["1 and 2", /^BAD_QUERY \[1 and 2\]@0/],
    ["a + bool b", /^BAD_QUERY \[a \+ bool b\]@0: bool goes with comparisons/],
    ["a + on(x) 1", /^BAD_QUERY .*need instant vectors on both sides/],
    ["a and group_left b", /^BAD_QUERY \[group_left\]@6/],
    ["a * on(x) group_left(x) b", /^BAD_QUERY \[group_left\]@10: x is in on\(\) and in group_left\(\)/],
    ["abs()", /^BAD_QUERY \[abs\(\)\]@0: abs takes 1 argument, found 0/],
    ["clamp(a, 1)", /^BAD_QUERY .*clamp takes 3 arguments, found 2/],
    ["round(a, 1, 2)", /^BAD_QUERY .*round takes 1 to 2 arguments, found 3/],
    ['label_join(a, "b")', /^BAD_QUERY .*label_join takes at least 3 arguments, found 2/],
    ["scalar(1)", /^BAD_QUERY \[1\]@7: scalar: v must be an instant vector, this is a scalar: vector\(\)/],
    ["vector(a)", /^BAD_QUERY \[a\]@7: .*this is an instant vector: scalar\(\)/],
    ["topk(a, b)", /^BAD_QUERY \[a\]@5: topk: k must be a scalar/],
    ["topk(b)", /^BAD_QUERY \[topk\(b\)\]@0: topk takes two arguments, found 1/],
    ["sum(a, b)", /^BAD_QUERY .*sum takes one argument, found 2/],
    ["sum by (x) (a) by (y)", /^BAD_QUERY \[by \(y\)\]@15: The aggregation is grouped twice/],
    ["sum by (1) (a)", /^BAD_QUERY \[1\]@8: Expected a label name or \)/],
    ["nope(a)", /^BAD_QUERY \[nope\]@0: There is no function nope/],
    ["Rate(a[5m])", /^BAD_QUERY \[Rate\]@0: There is no function Rate/],
    ["abs(a,)", /^BAD_QUERY \[\)\]@6: Expected an argument/],
    ["abs(a b)", /^BAD_QUERY \[b\]@6: Expected an operator, a comma or \)/],
    ["a +", /^BAD_QUERY \[\]@3: Expected a metric name or \{, found the end/],
    ["a[5m][5m]", /^BAD_QUERY .*A range such as \[5m\] follows a selector/],
    ["sum(a)[5m]", /^BAD_QUERY .*write \[5m:\]/],
    ["a offset 5m [5m]", /^BAD_QUERY .*offset goes behind the range/],
    ["a @ 5 [5m]", /^BAD_QUERY .*@ goes behind the range/],
    ["a offset 1m offset 2m", /^BAD_QUERY \[offset\]@12: offset is given twice/],
    ["a @ 1 @ 2", /^BAD_QUERY \[@\]@6: @ is given twice/],
    ["sum(a) offset 5m", /^BAD_QUERY \[offset 5m\]@7: offset follows a selector/],
    ["(a) @ 5", /^BAD_QUERY \[@ 5\]@4: @ follows/],
    ["a @ b", /^BAD_QUERY \[b\]@4: Expected a Unix time/],
    ["a @ Inf", /^BAD_QUERY \[Inf\]@4/],
    ["a[0s]", /^BAD_QUERY \[\[0s\]@1: A range must be longer/],
    ["a[5m:0s]", /^BAD_QUERY \[0s\]@5: A step must be longer/],
    ["a[]", /^BAD_QUERY \[\]\]@2: Expected a duration/],
    ["a[5]", /^accepted/],
    ["1m1h", /^BAD_QUERY \[1m1h\]@0: 1m1h is neither a number nor a duration/],
    ["a = 1", /^BAD_QUERY \[=\]@2: = belongs inside braces/],
    ["bool", /^BAD_QUERY \[bool\]@0/],
    ["a[5m", /^BAD_QUERY \[\]@4: Expected \] before/],
  ])("refuses %j", (query, expected) => {
    expect(refusal(query)).toMatch(expected);
  });

  test.each<[string, RegExp]>([
    ["info(a)", /^UNSUPPORTED \[info\(a\)\]@0: info\(\) is not supported/],
    ["a[5m + 1m]", /^UNSUPPORTED \[\+\]@5: Duration expressions/],
    ["a offset (5m)", /^UNSUPPORTED \[\(\]@9: Duration expressions/],
    ["rate(a[5m] anchored)", /^UNSUPPORTED \[anchored\]@11: The anchored modifier/],
    ["rate(a[5m] smoothed)", /^UNSUPPORTED .*smoothed/],
    ["a </ 2", /^UNSUPPORTED \[<\/\]@2: Native histograms/],
    ["a + fill(0) b", /^UNSUPPORTED \[fill\]@4: fill/],
  ])("says that %j is not supported", (query, expected) => {
    expect(refusal(query)).toMatch(expected);
  });

  test("an editor is told what is wrong and where", () => {
    expect(checkQuery("rate(up)")).toEqual([
      { code: "BAD_QUERY", message: expect.stringContaining("add a range"), position: { start: 5, end: 7 } },
    ]);
    expect(checkQuery("rate(up[5m])")).toEqual([]);
  });
});
