import { expect, test } from "vitest";
import { matcherText, parseMatcher, parseMatchers } from "../../../../shared/domain/alerts/parseMatcher.ts";
import { type SilenceMatcher, sameMatchers } from "../../../../shared/domain/alerts/silence.ts";
import { matchersProblem, silenceTest } from "../../../../shared/domain/alerts/silenceTest.ts";

test.each([
  ['severity="critical"', { name: "severity", operator: "=", value: "critical" }],
  ["severity = critical", { name: "severity", operator: "=", value: "critical" }],
  ["severity =~ warning|info", { name: "severity", operator: "=~", value: "warning|info" }],
  ['instance!~"gpu-(a|b).*"', { name: "instance", operator: "!~", value: "gpu-(a|b).*" }],
  ["team!=", { name: "team", operator: "!=", value: "" }],
  ['a="say \\"x\\"\\n"', { name: "a", operator: "=", value: 'say "x"\n' }],
  ["severity", null],
  ["job:x = b", { name: "job:x", operator: "=", value: "b" }],
  ["a=b=c", { name: "a", operator: "=", value: "b=c" }],
  ["gpu.kind=h100", { name: "gpu.kind", operator: "=", value: "h100" }],
  ['"gpu kind"=~"h.*"', { name: "gpu kind", operator: "=~", value: "h.*" }],
  ["gpu.kind=h=1", null],
  ["=b", null],
  ['a="b', null],
  ['a=b"c', null],
])("%s", (text, expected) => {
  const found = parseMatcher(text);
  expect(found).toEqual(expected);
  if (found) expect(parseMatcher(matcherText(found))).toEqual(found);
});

test.each([
  ['{a="b", c!~"d,e"}', 2],
  ["a=b,c=d", 2],
  ["a=b,", 1],
  ["a=b, ", 1],
  ["", 0],
  ['{ "a b"="c" }', 1],
  ["a=b,,c=d", null],
  [",a=b", null],
  ["a", null],
  ['a="b', null],
])("%s has %s matchers", (text, count) => {
  expect(parseMatchers(text)?.length ?? null).toBe(count);
});

const name: SilenceMatcher = { name: "alertname", operator: "=~", value: "Gpu.*" };
const team: SilenceMatcher = { name: "team", operator: "!=", value: "llm" };

test.each([
  [{ alertname: "GpuHot" }, true],
  [{ alertname: "GpuHot", team: "llm" }, false],
  [{ alertname: "MyGpu" }, false],
])("%j is held back: %s", (labels, held) => {
  expect(silenceTest([name, team])({ labels })).toBe(held);
});

test("matchers are the same in any order", () => {
  expect(sameMatchers([name, team], [team, name])).toBe(true);
  expect(sameMatchers([name, team], [name])).toBe(false);
  expect(sameMatchers([name], [{ ...name, operator: "=" }])).toBe(false);
});

test.each([
  [[name, team], null],
  [[team], "everything"],
  [[], "needs a matcher"],
  [[{ ...name, value: "(" }], "not a regular expression"],
  [[{ ...name, name: "a-b" }], "not the name of a label"],
])("%j", (matchers, problem) => {
  if (problem === null) expect(matchersProblem(matchers)).toBeNull();
  else expect(matchersProblem(matchers)).toContain(problem);
});
