import { expect, test } from "vitest";
import {
  isInTab,
  matchesWords,
  type RulesItem,
  ruleRows,
  sortedRules,
} from "../../../renderer/features/alerts/rules/ruleRows.ts";

const rule = {
  name: "Hot",
  kind: "alert",
  expr: "temp > 85",
  line: 3,
  state: "firing",
  alerts: 2,
  labels: {},
} as const;
const well = { health: "ok", problem: null, evaluatedAtMs: 100_000, durationMs: 2 } as const;
const groups: RulesItem["groups"] = [
  {
    ...{ source: "local", name: "gpu", file: "gpu.yaml", intervalMs: 15_000 },
    ...{ evaluatedAtMs: 100_000, durationMs: 5, missed: 1 },
    rules: [
      { ...rule, ...well },
      { ...rule, ...well, name: "a:b", kind: "record", state: null, alerts: 0, evaluatedAtMs: null },
    ],
  },
  {
    ...{ source: "eu", name: "llm", file: "/etc/llm.yml", intervalMs: 60_000 },
    ...{ evaluatedAtMs: 100_000, durationMs: 5, missed: null },
    rules: [{ ...rule, ...well, name: "Slow", state: "inactive", health: "failed", problem: "no", line: null }],
  },
];
const noise = [{ source: "local", rule: "Hot", labels: {}, fired: 4, flapped: 1, resolvedUntouched: 2, score: 0.5 }];
const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name);

test("a rule has the noise of its name and source, and is late after two intervals and the time that asking takes", () => {
  const [hot, record, slow] = ruleRows(groups, noise, 146_000);
  expect(hot).toMatchObject({ source: "local", group: "gpu", missed: 1, noise: { fired: 4 }, isLate: true });
  expect(record).toMatchObject({ noise: null, isLate: false });
  expect(slow).toMatchObject({ missed: null, isLate: false });
  expect(ruleRows(groups, [{ ...noise[0], source: "eu" } as (typeof noise)[number]], 0)[0]?.noise).toBeNull();
  expect(ruleRows(groups, noise, 145_000)[0]?.isLate).toBe(false);
});

test("rules of one name have each the noise of its own alerts", () => {
  const [group] = groups;
  const of = (severity: string) => ({ ...rule, ...well, labels: { severity, at: "{{ $value }}" } });
  const both = group ? [{ ...group, rules: [of("warning"), of("critical")] }] : [];
  const told = noise.map((one) => ({ ...one, labels: { severity: "critical" } }));
  expect(ruleRows(both, told, 0).map((row) => row.noise?.fired ?? null)).toEqual([null, 4]);
});

test("tabs and words choose among them", () => {
  const rows = ruleRows(groups, noise, 100_000);
  expect(names(rows.filter((row) => isInTab(row, "firing")))).toEqual(["Hot"]);
  expect(names(rows.filter((row) => isInTab(row, "pending")))).toEqual([]);
  expect(names(rows.filter((row) => isInTab(row, "failing")))).toEqual(["Slow"]);
  expect(names(rows.filter((row) => matchesWords(row, " EU temp ")))).toEqual(["Slow"]);
  expect(rows.filter((row) => matchesWords(row, ""))).toHaveLength(3);
});

test("rules without a figure come last, whichever way", () => {
  const rows = ruleRows(groups, noise, 100_000);
  expect(names(sortedRules(rows, { column: "state", direction: "ascending" }))).toEqual(["Hot", "Slow", "a:b"]);
  expect(names(sortedRules(rows, { column: "state", direction: "descending" }))).toEqual(["Slow", "Hot", "a:b"]);
  expect(names(sortedRules(rows, { column: "noise", direction: "descending" }))[0]).toBe("Hot");
  expect(sortedRules(rows, { column: "unknown", direction: "ascending" })).toBe(rows);
});
