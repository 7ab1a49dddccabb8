import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { explainRouting } from "../../../shared/domain/alerts/routing/explainRouting.ts";
import { parseAlertmanagerFile } from "../../../shared/domain/alerts/routing/parseAlertmanagerFile.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { seededRandom } from "../../doubles/seededRandom.ts";
import { requireTool } from "../../harness/requireTool.ts";

const amtool = requireTool("amtool");
/** Files of other projects beside the clone; without them there is less to compare. */
const given = join(import.meta.dirname, "../../../../shared/domain/contracts/alert-rules/alertmanager");
const scratch = mkdtempSync(join(tmpdir(), "midwatch-amtool-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Nested routes, both spellings of matchers, negation, absent labels, and routes that continue. */
const own = `
route:
  receiver: r0
  routes:
    - matchers: ['{service=~"foo1|files", severity!="info"}', owner=~"team-.*|"]
      receiver: r1
      continue: true
      routes:
        - match: { severity: critical }
          match_re: { owner: team-(X|Y) }
          receiver: r2
          continue: true
        - matchers: [owner!~"team-X", 'alertname = "Say \\"hi\\""']
          receiver: r3
        - receiver: r4
          matchers: [severity = critical]
    - matchers: [service="files",owner!=""]
      routes:
        - receiver: r5
          matchers: [severity=~".+"]
    - matchers: [cluster!=""]
      receiver: r6
receivers: [{ name: r0 }, { name: r1 }, { name: r2 }, { name: r3 }, { name: r4 }, { name: r5 }, { name: r6 }]
`;

/** A configuration as amtool 0.25 takes it: without what is newer, and out of its Secret. */
function forAmtool(text: string): string {
  const block = /^ {2}alertmanager\.yaml: \|-\n((?: {4}.*\n)+)/m.exec(text)?.[1];
  return (block === undefined ? text : block.replace(/^ {4}/gm, "")).replace(/^tracing:\n(?: {2}.*\n?)+/m, "");
}

const configurations = new Map([
  ["own.yml", own],
  ...(existsSync(given) ? readdirSync(given) : []).map(
    (name) => [name, readFileSync(join(given, name), "utf8")] as const,
  ),
]);

function amtoolSays(args: readonly string[]): string | null {
  try {
    return execFileSync(amtool ?? "", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}

const values: Readonly<Record<string, readonly string[]>> = {
  alertname: ["Watchdog", "InfoInhibitor", "GpuHot", 'Say "hi"'],
  severity: ["critical", "warning", "info"],
  service: ["foo1", "baz", "files", "database", "foo10"],
  owner: ["team-X", "team-Y"],
  owner2: ["team-X"],
  cluster: ["a", "b"],
};

/** Each label is there half of the time. */
function labelSets(count: number, random: () => number): readonly Labels[] {
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, all]) =>
        random() < 0.5 ? [[name, all[Math.floor(random() * all.length)] ?? ""]] : [],
      ),
    ),
  );
}

describe.skipIf(!amtool).each([...configurations])("%s", (name, text) => {
  const file = join(scratch, name);
  writeFileSync(file, forAmtool(text));
  const { config } = parseAlertmanagerFile(text, name);

  test("is taken or refused as amtool does", () => {
    expect(config !== null).toBe(amtoolSays(["check-config", file]) !== null);
  });

  test.skipIf(!config)("tells whom amtool tells", () => {
    const differing = labelSets(40, seededRandom(name.length)).flatMap((labels) => {
      const ours = config ? explainRouting(config, labels, [], 0).deliveries.map(({ receiver }) => receiver) : [];
      const args = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
      const theirs = amtoolSays(["config", "routes", "test", `--config.file=${file}`, ...args]);
      return ours.join(",") === theirs ? [] : [{ labels, ours, theirs }];
    });
    expect(differing).toEqual([]);
  });
});

const valid = "route: { receiver: a, routes: [X] }\nreceivers: [{ name: a }]\n";
const broken = [
  "{ receiver: b }",
  "{ matchers: [a] }",
  "{ matchers: ['a=b,,c=d'] }",
  "{ matchers: ['a=b,'] }",
  "{ matchers: ['a=~\"(\"'] }",
  "{ matchers: [''] }",
  "{ match: { a-b: c } }",
  "{ match_re: { a: '[' } }",
  "{ group_by: [a, a] }",
  "{ group_by: ['...'] }",
  "{ group_by: ['...', a] }",
  "{ group_by: [] }",
  "{ group_wait: 0s }",
  "{ group_wait: 5 }",
  "{ repeat_interval: 0s }",
  "{ continue: maybe }",
  "{ continue: yes }",
  "{ routes: }",
  "{ mute_time_intervals: [n] }",
  "{ unknown: n }",
];
const intervals = [
  "{ weekdays: ['monday:friday'] }",
  "{ weekdays: ['friday:monday'] }",
  "{ weekdays: [Mon] }",
  "{ days_of_month: ['-5:-1'] }",
  "{ days_of_month: ['-5:1'] }",
  "{ days_of_month: ['1:-29'] }",
  "{ days_of_month: ['0:4'] }",
  "{ months: ['january:march', '5'] }",
  "{ months: ['13'] }",
  "{ years: ['2027:2026'] }",
  "{ location: Europe/Berlin }",
  "{ location: Mars }",
  "{ times: [{ start_time: '09:00', end_time: '24:00' }] }",
  "{ times: [{ start_time: '9:00', end_time: '10:00' }] }",
  "{ times: [{ start_time: '10:00', end_time: '09:00' }] }",
];

test
  .skipIf(!amtool)
  .each([
    ...broken.map((route) => valid.replace("X", route)),
    ...intervals.map((span) => `${valid.replace("X", "")}time_intervals: [{ name: n, time_intervals: [${span}] }]\n`),
    `${valid.replace("X", "")}time_intervals: [{ name: n }]\nmute_time_intervals: [{ name: n }]\n`,
    `${valid.replace("X", "")}inhibit_rules: [{ source_match: { a: b }, target_match_re: { c: d }, equal: [e] }]\n`,
    `${valid.replace("X", "")}inhibit_rules: [{ source: { a: b } }]\n`,
    "receivers: [{ name: a }]\n",
    "route: { receiver: a, match: { a: b } }\nreceivers: [{ name: a }]\n",
    "route: { receiver: a }\nreceivers: [{ name: a }, { name: a }]\n",
    "route: { receiver: a }\nreceivers: [{ name: a, tell_all: [] }]\n",
  ])("%s is taken or refused as amtool does", (text) => {
  const file = join(scratch, "one.yml");
  writeFileSync(file, text);
  const { problems } = parseAlertmanagerFile(text, "one.yml");
  const verdict = (ok: boolean) => (ok ? "taken" : `refused ${JSON.stringify(problems)}`);
  expect(verdict(problems.length === 0)).toBe(verdict(amtoolSays(["check-config", file]) !== null));
});
