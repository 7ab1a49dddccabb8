import { expect, test } from "vitest";
import { matcherText, parseMatcher } from "../../../../shared/domain/alerts/parseMatcher.ts";
import {
  matchersProblem,
  type SilenceMatcher,
  sameMatchers,
  silenceTest,
} from "../../../../shared/domain/alerts/silence.ts";

test.each([
  ['severity="critical"', { name: "severity", operator: "=", value: "critical" }],
  ["severity = critical", { name: "severity", operator: "=", value: "critical" }],
  ["severity =~ warning|info", { name: "severity", operator: "=~", value: "warning|info" }],
  ['instance!~"gpu-(a|b).*"', { name: "instance", operator: "!~", value: "gpu-(a|b).*" }],
  ["team!=", { name: "team", operator: "!=", value: "" }],
  ['a="say \\"x\\"\\n"', { name: "a", operator: "=", value: 'say "x"\n' }],
  ["severity", null],
  ["9a=b", null],
  ['a="b', null],
  ['a=b"c', null],
])("%s", (text, expected) => {
  const found = parseMatcher(text);
  expect(found).toEqual(expected);
  if (found) expect(parseMatcher(matcherText(found))).toEqual(found);
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
