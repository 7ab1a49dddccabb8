import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { testRules } from "../../../electron/headless/rules/testRules.ts";

const folder = mkdtempSync(join(tmpdir(), "midwatch-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(
  join(folder, "gpu.yaml"),
  `groups:
  - name: gpu
    rules:
      - record: instance:temp:max
        expr: max by (instance) (temp)
      - alert: Hot
        expr: instance:temp:max > 85
        for: 2m
        labels: { severity: warning }
        annotations: { summary: "{{ $labels.instance }} has {{ $value }}" }
`,
);

async function verdict(text: string): Promise<{ ok: boolean; lines: readonly string[] }> {
  const file = join(folder, "case_test.yaml");
  writeFileSync(file, text);
  const { ok, lines } = await testRules(file);
  return { ok, lines };
}

const head = `rule_files: [gpu*.yaml]
tests:
  - interval: 1m
    input_series:
      - { series: 'temp{instance="a",gpu="0"}', values: '80 90x5 _x2 70' }
      - { series: 'temp{instance="b",gpu="0"}', values: '60+5x8' }
`;

test("a test that holds passes", async () => {
  const text = `${head}    alert_rule_test:
      - { eval_time: 2m, alertname: Hot, exp_alerts: [] }
      - eval_time: 4m
        alertname: Hot
        exp_alerts: [{ exp_labels: { instance: a, severity: warning }, exp_annotations: { summary: a has 90 } }]
    promql_expr_test:
      - expr: instance:temp:max
        eval_time: 1m
        exp_samples:
          - { labels: 'instance:temp:max{instance="a"}', value: 90 }
          - { labels: 'instance:temp:max{instance="b"}', value: 65 }
      - { expr: 'count(ALERTS{alertstate="pending"})', eval_time: 2m, exp_samples: [{ value: 1 }] }
`;
  expect(await verdict(text)).toEqual({ ok: true, lines: ["1 test"] });
});

test.each([
  [
    "alert_rule_test: [{ eval_time: 4m, alertname: Hot, exp_alerts: [] }]",
    /Hot at 240 s\n {4}expected: none\n {4}found:\n.*alertname="Hot", instance="a", severity="warning"/s,
  ],
  [
    'promql_expr_test: [{ expr: "sum(temp)", eval_time: 0m, exp_samples: [{ value: 141 }] }]',
    /sum\(temp\) at 0 s\n {4}expected \{\} 141\n {4}found {4}\{\} 140/,
  ],
  ['promql_expr_test: [{ expr: "sum(temp", eval_time: 0m, exp_samples: [] }]', /Expected \) before the end/],
  [
    'promql_expr_test: [{ expr: temp, exp_samples: [{ labels: temp, histogram: "{{}}" }] }]',
    /histograms are not supported/,
  ],
  ["colour: red", /Unknown key colour in tests\[1\]/],
])("%s fails with what differs", async (more, expected) => {
  const { ok, lines } = await verdict(`${head}    ${more}\n`);
  expect(ok).toBe(false);
  expect(lines.join("\n")).toMatch(expected);
});

test("a rule that fails to evaluate fails the test", async () => {
  writeFileSync(join(folder, "bad.yaml"), "groups:\n- name: g\n  rules:\n  - { record: j, expr: a + on(x) b }\n");
  const { ok, lines } = await verdict(`rule_files: [bad.yaml]
tests:
  - input_series:
      - { series: 'a{x="1",y="1"}', values: 1 }
      - { series: 'a{x="1",y="2"}', values: 1 }
      - { series: 'b{x="1"}', values: 1 }
    promql_expr_test: [{ expr: vector(1), exp_samples: [{ value: 1 }] }]
`);
  expect([ok, lines[1]]).toEqual([false, expect.stringMatching(/^test 1: g, j at 0 s: /)]);
});

test("a rule file is checked; what is doubtful passes and is told", async () => {
  expect(await testRules(join(folder, "gpu.yaml"))).toMatchObject({ ok: true, lines: ["2 rules"] });
  expect(await verdict("groups: [{ name: a, rules: [{ alert: A, expr: up }, { alert: A, expr: up }] }]")).toMatchObject(
    {
      ok: true,
      lines: ["2 rules", expect.stringMatching(/^doubt: /)],
    },
  );
  expect(await verdict("groups: [{ name: a, rules: [{ alert: A }] }]")).toMatchObject({ ok: false });
});

test("a file that is not there and a folder are told in words", async () => {
  expect(await testRules(join(folder, "nowhere.yaml"))).toMatchObject({ ok: false, lines: ["there is no such file"] });
  expect(await testRules(folder)).toMatchObject({ ok: false, lines: ["is a folder: name the files in it"] });
});

test("an Alertmanager's configuration is checked too", async () => {
  const text = "route: { receiver: a }\nreceivers: [{ name: a }]\n";
  expect(await verdict(text)).toEqual({ ok: true, lines: ["1 receiver"] });
  const { ok, lines } = await verdict(text.replace("name: a", "name: b"));
  expect([ok, lines]).toEqual([false, [expect.stringContaining("case_test.yaml:1:20: There is no receiver a")]]);
});
