import { describe, expect, it } from "vitest";
import { parseQuery } from "../../../../shared/domain/promql/parseQuery.ts";
import { parseCondition } from "../../../../shared/domain/runbook/condition.ts";
import { expandQuery, queryProblem } from "../../../../shared/domain/runbook/queryTemplate.ts";
import {
  expandArgument,
  expandPartly,
  expandText,
  templateProblem,
} from "../../../../shared/domain/runbook/template.ts";
import { seededRandom } from "../../../doubles/seededRandom.ts";

const name = (one: string) => `\${${one}}`;

describe("templates", () => {
  it.each([
    ["plain", {}, "plain"],
    [`vllm@${name("port")}.service`, { port: "8000" }, "vllm@8000.service"],
    [`a${name("x")}b${name("x")}`, { x: "$(id)" }, "a$(id)b$(id)"],
    [`$${name("x")}`, { x: "1" }, name("x")],
    [name("x"), { x: `$${name("y")}` }, `$${name("y")}`],
  ])("%s with %j is %s", (text, values, expected) => {
    expect(expandText(text, values)).toBe(expected);
  });

  it("leaves a secret where it stands, and a value that looks like one is text", () => {
    const partly = expandPartly(
      `${name("who")}:${name("token")}`,
      { who: name("token"), token: "secret:t" },
      new Set(["token"]),
    );
    expect(expandText(partly, { token: "hunter2" })).toBe(`${name("token")}:hunter2`);
  });

  it.each([
    [`${name("unit")}`, null],
    [`$${name("Bad Name")}`, null],
    [name("nope"), `${name("nope")} is no parameter of this runbook: it has host, unit`],
    [name("Bad"), `${name("Bad")} names no parameter`],
    [`open ${name("unit").slice(0, -1)}`, "unit names no parameter"],
  ])("%s: %s", (text, expected) => {
    const problem = templateProblem(text, new Set(["host", "unit"]));
    if (expected === null) expect(problem).toBeNull();
    else expect(problem).toContain(expected);
  });
});

describe("an argument", () => {
  it.each([
    ["--force", {}, "--force"],
    [name("x"), { x: "-rf" }, null],
    [name("x"), { x: "--help" }, null],
    [`-n${name("x")}`, { x: "-5" }, "-n-5"],
    [`--name=${name("x")}`, { x: "-a" }, "--name=-a"],
    [name("x"), { x: "a\0b" }, null],
    [name("x"), { x: "" }, ""],
  ])("%s with %j is %j", (text, values, expected) => {
    expect(expandArgument(text, values)).toBe(expected);
  });
});

describe("queries", () => {
  const params = { bare: { limit: "1", window: "1m" }, quoted: ["host", "unit"] };

  it.each([
    [`up{instance="${name("host")}"} == 1`, null],
    [`rate(x{unit=~"${name("unit")}.*"}[${name("window")}]) > ${name("limit")}`, null],
    [`up == ${name("host")}`, "refused"],
    [`up{instance=\`${name("host")}\`} == 1`, "backticks"],
    ["up ==", "refused"],
  ])("%s: %s", (query, expected) => {
    const problem = queryProblem(query, params);
    if (expected === null) expect(problem).toBeNull();
    else if (expected === "refused") expect(problem).not.toBeNull();
    else expect(problem).toContain(expected);
  });

  it("escapes values, after =~ as regular expressions too", () => {
    expect(expandQuery(`a{b="${name("x")}", c=~"^${name("x")}$"}`, { x: 'q"\\.' })).toBe(
      'a{b="q\\u0022\\u005c.", c=~"^q\\u0022\\u005c\\u005c\\u005c.$"}',
    );
  });

  it("no value changes the shape of a query", () => {
    const random = seededRandom(7);
    const alphabet = [
      '"',
      "'",
      "\\",
      "`",
      "}",
      "{",
      " or ",
      "vector(1)",
      "\n",
      "$",
      "(",
      ")",
      "=",
      "~",
      "a",
      "é",
      "\u0000",
    ];
    for (let round = 0; round < 2000; round += 1) {
      const x = Array.from(
        { length: 1 + Math.floor(random() * 6) },
        () => alphabet[Math.floor(random() * alphabet.length)],
      ).join("");
      const expr = parseQuery(expandQuery(`up{instance="${name("x")}", job!='${name("x")}'} == 1`, { x }));
      if (expr.kind !== "binary" || expr.left.kind !== "selector")
        throw new Error(`${JSON.stringify(x)} changed the query`);
      expect(expr.left.matchers.filter(({ name: label }) => label !== "__name__").map(({ value }) => value)).toEqual([
        x,
        x,
      ]);
    }
  });
});

describe("conditions", () => {
  it.each([
    ["up == 1", "up", "==", 1],
    ['max(a{b="c"}) < 85', 'max(a{b="c"})', "<", 85],
    ["(sum(rate(x[5m])) / 2 >= -0.5)", "sum(rate(x[5m])) / 2", ">=", -0.5],
  ])("%s", (text, query, operator, threshold) => {
    expect(parseCondition(text)).toEqual({ text, query, operator, threshold });
  });

  it.each(["up", "up == bool 1", "a > b", "up == 1 and x == 2"])("%s is none", (text) => {
    expect(parseCondition(text)).toBeNull();
  });
});
