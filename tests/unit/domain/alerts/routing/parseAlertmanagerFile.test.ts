import { expect, test } from "vitest";
import { parseAlertmanagerFile } from "../../../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";

const good = `route:
  receiver: a
  routes:
    - receiver: b
      matchers: [x = y]
receivers:
  - name: a
  - name: b
`;

const problemsOf = (text: string) =>
  parseAlertmanagerFile(text, "am.yml").problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

test.each([
  [good.replace("receiver: b", "receiver: c"), "4:17 There is no receiver c"],
  [good.replace("x = y", "x y"), "5:18 x y is not a matcher"],
  [good.replace("x = y", 'x =~ "("'), "is not a regular expression"],
  [good.replace("receivers:", "reseivers:"), "6:1 Unknown key reseivers"],
  [good.replace("    - receiver: b", "    - receiver: b\n      continues: true"), "5:7 Unknown key continues"],
  [good.replace("  receiver: a\n", ""), "must name a receiver"],
  [good.replace("  receiver: a\n", "  receiver: a\n  matchers: [a = b]\n"), "3:13 The first route takes every alert"],
  [good.replace("  receiver: a\n", "  receiver: a\n  group_by: [x, ...]\n"), "no other label goes with it"],
  [good.replace("  receiver: a\n", "  receiver: a\n  group_by: [x, x]\n"), "The label x is there twice"],
  [good.replace("  receiver: a\n", "  receiver: a\n  group_interval: 0s\n"), "must be longer than zero"],
  [good.replace("  receiver: a\n", "  receiver: a\n  group_wait: soon\n"), "use a duration such as 5m"],
  [good.replace("- name: b", "- name: b\n  - name: a"), "9:11 There is a receiver a already"],
  [good.replace("[x = y]", "[x = y]\n      mute_time_intervals: [nights]"), "There is no time interval nights"],
  [
    `${good}time_intervals: [{ name: n, time_intervals: [{ weekdays: ["friday:monday"] }] }]\n`,
    "ends before it begins",
  ],
  [`${good}time_intervals: [{ name: n, time_intervals: [{ days_of_month: ["0"] }] }]\n`, "is not days of a month"],
  [`${good}time_intervals: [{ name: n, time_intervals: [{ location: Mars }] }]\n`, "name of a time zone"],
  [
    `${good}time_intervals: [{ name: n, time_intervals: [{ times: [{ start_time: "9", end_time: "10:00" }] }] }]\n`,
    "is not a time",
  ],
  [`${good}inhibit_rules: [{ source_match: { "a-b": c } }]\n`, "9:42 a-b is not a name for a label"],
  ["", "The file"],
])("%#: %s", (text, problem) => {
  expect(problemsOf(text).join("\n")).toContain(problem);
});

test("a server's own configuration may have keys that are newer than the console", () => {
  const newer = good.replace("receiver: a", "receiver: a\n  labels: { reason: x }").concat("event_log: {}\n");
  expect(parseAlertmanagerFile(newer, "am.yml").problems).toHaveLength(2);
  expect(parseAlertmanagerFile(newer, "am.yml", { unknownKeys: "ignored" }).problems).toEqual([]);
});

test("the configuration of a Secret has its places in the Secret's file", () => {
  const inSecret = (text: string) =>
    `kind: Secret\nstringData:\n  alertmanager.yaml: |\n${text.replace(/^(?=.)/gm, "    ")}`;
  expect(problemsOf(inSecret(good))).toEqual([]);
  expect(problemsOf(inSecret(good.replace("receiver: b", "receiver: c")))[0]).toContain("7:");
});
