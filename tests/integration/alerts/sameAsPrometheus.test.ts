import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodeWriteRequest } from "../../../electron/services/metrics/encodeWriteRequest.ts";
import { evaluateGroup, newGroupState } from "../../../shared/domain/alerts/rules/evaluateGroup.ts";
import { groupOffsetMs } from "../../../shared/domain/alerts/rules/evaluationTime.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import { restoreAlerts } from "../../../shared/domain/alerts/rules/restoreAlerts.ts";
import type { RuleGroup } from "../../../shared/domain/alerts/rules/ruleFile.ts";
import { MemorySamples, RuleWriter } from "../../../shared/domain/alerts/ruleTests/memorySamples.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { queryInstant } from "../../../shared/domain/promql/engine/engine.ts";
import { LabelSet } from "../../../shared/domain/promql/engine/labelSet.ts";
import { parseQuery } from "../../../shared/domain/promql/parseQuery.ts";
import { type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";

/**
 * A real Prometheus evaluates rules as time passes; the same groups are evaluated here over the same samples at just the times
 * at which it did. All samples are written before they are due, so that it does not matter how busy the machine is.
 */
const programs = { prometheus: requireTool("prometheus") ?? "", promtool: requireTool("promtool") ?? "" };

/** The last rule of a group tells when it was evaluated, and that all before it were. */
const rules = `groups:
  - name: first
    interval: 200ms
    rules:
      - { record: "instance:temp:max", expr: max by (instance) (temp) }
      - { alert: Hot, expr: temp > 85, labels: { severity: warning }, annotations: { summary: "{{ $labels.gpu }} {{ $value }}" } }
      - { alert: HotFor, expr: temp > 85, for: 800ms, labels: { gpu_name: "gpu{{ $labels.gpu }}" } }
      - { alert: HotKept, expr: temp > 85, keep_firing_for: 1s }
      - { alert: HotForKept, expr: temp > 85, for: 600ms, keep_firing_for: 800ms }
      - { alert: MaxHigh, expr: "instance:temp:max > 85", for: 400ms }
      - { alert: Waits, expr: temp > 85, for: 4s }
      - { alert: AnyHot, expr: 'count(ALERTS{alertname="Hot"}) > 0', for: 800ms }
      - { record: evaluated, expr: vector(1), labels: { group: first } }
  - name: second
    interval: 400ms
    rules:
      - { alert: Absent, expr: 'absent(temp{gpu="1"})' }
      - { alert: Rising, expr: 'deriv(temp{gpu="0"}[1s]) > 0' }
      - { record: evaluated, expr: vector(1), labels: { group: second } }
`;

/** Degrees row by row, of three GPUs: flapping, long and short heat, and one that goes away and comes back hot. */
const degrees: Readonly<Record<string, (row: number) => number | null>> = {
  "0": (row) => 70 + (row % 10) * 2 + (row >= 8 && row < 22 ? 20 : 0),
  "1": (row) => (row >= 6 && row < 12 ? null : row < 18 ? 60 : 95),
  "2": (row) => ([3, 4, 9, 10, 11, 12, 13, 14].includes(row) ? 90 : 50),
};
const rowMs = 200;
/** The first row is that far ahead when it is written. */
const aheadMs = 500;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(programs.prometheus === "")(
  "rules evaluated here and by a real Prometheus over the same samples",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "midwatch-same-"));
    const ruleFile = join(folder, "rules.yml");
    const groups = parseRuleFile(rules, ruleFile).groups ?? [];
    const given = new MemorySamples();
    const startedAtMs = Date.now();
    let prometheus: Prometheus;

    const start = () =>
      startPrometheus(programs, join(folder, "prometheus"), [], {
        configuration: `rule_files: [${ruleFile}]\n`,
        arguments: ["--web.enable-remote-write-receiver", "--rules.alert.for-grace-period=100ms"],
      });

    beforeAll(async () => {
      mkdirSync(join(folder, "prometheus"));
      writeFileSync(ruleFile, rules);
      prometheus = await start();
      // A server writes no ALERTS before its third evaluation of a group.
      while (!(await haveEvaluations(3))) await pause(100);
    }, 60_000);

    afterAll(async () => {
      await prometheus?.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });

    /** Gives both the rows that are to come, then the end of every series; null ends one. Returns when they are due. */
    async function give(rows: number, degreesOf: (gpu: string, row: number) => number | null) {
      const firstMs = Date.now() + aheadMs;
      const timesMs = Array.from({ length: rows + 1 }, (_, row) => firstMs + row * rowMs);
      const written = Object.keys(degrees).map((gpu) => {
        const values = timesMs.map((_, row) => (row === rows ? null : degreesOf(gpu, row)));
        const series = { name: "temp", labels: { gpu, instance: "gpu-a01", job: "gpu" } };
        const isStale = values.map((value) => value === null);
        for (const [row, timeMs] of timesMs.entries()) {
          given.append(LabelSet.ofSeries(series), timeMs, values[row] ?? "stale");
        }
        return { series, timesMs, values: values.map((value) => value ?? 0), stale: isStale };
      });
      const response = await fetch(`${prometheus.url}/api/v1/write`, {
        method: "POST",
        body: encodeWriteRequest(written),
        headers: { "content-encoding": "snappy", "content-type": "application/x-protobuf" },
      });
      expect(response.status).toBe(204);
      return { firstMs, lastMs: firstMs + rows * rowMs };
    }

    /** Every sample that the server has of a selector since the test began. */
    async function theirs(selector: string): Promise<readonly Written[]> {
      const spanMs = Date.now() - startedAtMs + 1000;
      const { result } = await prometheus.ask("query", { query: `${selector}[${spanMs}ms]` });
      return result.map(({ metric, values }) => ({
        labels: metric,
        samples: values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)] as const),
      }));
    }

    async function evaluations(): Promise<ReadonlyMap<string, readonly number[]>> {
      const told = await theirs("evaluated");
      return new Map(told.map(({ labels, samples }) => [labels.group ?? "", samples.map(([timeMs]) => timeMs)]));
    }

    async function haveEvaluations(count: number): Promise<boolean> {
      const told = await evaluations();
      return groups.every(({ name }) => (told.get(name)?.length ?? 0) >= count);
    }

    test("have the same alerts and records, at every evaluation", async () => {
      const { firstMs, lastMs } = await give(30, (gpu, row) => degrees[gpu]?.(row) ?? null);
      // Whatever `keep_firing_for` keeps is over then.
      await pause(lastMs + 2000 - Date.now());
      const times = await evaluations();
      for (const group of groups) {
        const { samples } = await replay(group, given, times.get(group.name) ?? []);
        const seen = { fromMs: firstMs, toMs: times.get(group.name)?.at(-1) ?? 0 };
        const names = group.rules.map((rule) => (rule.kind === "alert" ? rule.alert : rule.record)).join("|");
        const real = [
          ...(await theirs(`{__name__=~"ALERTS|ALERTS_FOR_STATE",alertname=~"${names}"}`)),
          ...(await theirs(`{__name__=~"instance:.*",__name__=~"${names}"}`)),
        ];
        expect(textsOf(samples, seen)).toEqual(textsOf(real, seen));
        expect(real.length).toBeGreaterThan(2);
        // Each at its own place in every interval.
        const intervalMs = group.intervalMs ?? 0;
        const places = new Set((times.get(group.name) ?? []).map((timeMs) => timeMs % intervalMs));
        expect([...places]).toEqual([groupOffsetMs(ruleFile, group.name, intervalMs)]);
      }
    }, 60_000);

    test("go on after a restart with what pended and fired before", async () => {
      const before = (await evaluations()).get("first")?.length ?? 0;
      const { lastMs } = await give(100, () => 90);
      await pause(aheadMs + 3000);
      await prometheus.stop();
      const endedMs = Date.now();
      await pause(1000);
      prometheus = await start();
      const restartedMs = Date.now();
      await pause(5000);
      expect(Date.now()).toBeLessThan(lastMs);
      const waits = (labels: Labels) => /^(HotFor|HotForKept|MaxHigh|Waits)$/.test(labels.alertname ?? "");
      const real = (await toldAlerts(prometheus.url)).filter(({ labels }) => waits(labels));
      const timesMs = (await evaluations()).get("first") ?? [];
      expect(timesMs.length).toBeGreaterThan(before);
      const [first] = groups;
      if (!first) throw new Error("no group");
      const own = (await replay(first, given, timesMs, endedMs)).alerts.filter(({ labels }) => waits(labels));
      const shown = (all: readonly { readonly labels: Labels; readonly state: string }[]) =>
        all.map(({ labels, state }) => `${state} ${LabelSet.of(labels)}`).sort();
      expect(own).toHaveLength(10);
      expect(shown(own)).toEqual(shown(real));
      expect(new Set(own.map(({ state }) => state))).toEqual(new Set(["firing"]));
      for (const { labels, activeAtMs } of own) {
        const theirsMs = real.find((one) => LabelSet.of(one.labels).key === LabelSet.of(labels).key)?.activeAtMs ?? 0;
        // The server keeps whole seconds, and counts its absence until its second evaluation.
        expect(Math.abs(theirsMs - activeAtMs)).toBeLessThan(2000);
        expect(activeAtMs).toBeLessThan(restartedMs - 1000);
      }
    }, 60_000);
  },
);

/** The samples of one series. */
interface Written {
  readonly labels: Labels;
  readonly samples: readonly (readonly [timeMs: number, value: number])[];
}

/** Evaluates a group at these times, as if away from `endedMs` (Unix ms) to the next of them. */
async function replay(
  group: RuleGroup,
  given: MemorySamples,
  timesMs: readonly number[],
  endedMs = Number.POSITIVE_INFINITY,
) {
  const written = new MemorySamples();
  const writers = group.rules.map(() => new RuleWriter(written));
  const source = {
    *select(...question: Parameters<MemorySamples["select"]>) {
      yield* given.select(...question);
      yield* written.select(...question);
    },
  };
  let state = newGroupState(group);
  let lastMs = timesMs[0] ?? 0;
  for (const timeMs of timesMs) {
    if (lastMs <= endedMs && timeMs > endedMs) {
      const savedMs = lastMs;
      state = state.map((rule) => ({ ...rule, alerts: restoreAlerts(rule.alerts, savedMs, timeMs) }));
    }
    state = await evaluateGroup(group, state, timeMs, {
      async ask(expr, atMs) {
        const answer = queryInstant(expr, atMs, { source, checkpoint() {}, parse: parseQuery });
        if (answer.kind !== "vector") throw new Error(`${expr} is a ${answer.kind}`);
        return answer.samples.map(({ labels, value }) => ({ labels: labels.toRecord(), value }));
      },
      write: (rule, atMs, samples) => writers[rule]?.write(atMs, samples ?? []),
      externalLabels: {},
      externalUrl: "",
    });
    expect(state.map(({ problem }) => problem)).toEqual(group.rules.map(() => null));
    lastMs = timeMs;
  }
  const samples = [...written.select([], Number.NEGATIVE_INFINITY, lastMs)].map(
    ({ labels, timesMs: at, values, stale }): Written => ({
      labels: labels.toRecord(),
      samples: [...at].flatMap((timeMs, i) => (stale?.[i] ? [] : [[timeMs, values[i] ?? Number.NaN] as const])),
    }),
  );
  const alerts = state.flatMap((rule) => [...rule.alerts.values()]).filter((alert) => alert.state !== "resolved");
  return { samples: samples.filter(({ labels }) => labels.__name__ !== "evaluated"), alerts };
}

/** One line a series, of what stands in a span. */
function textsOf(
  all: readonly Written[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly string[] {
  return all
    .map(({ labels, samples }) => {
      const seen = samples.filter(([timeMs]) => timeMs >= fromMs && timeMs <= toMs);
      return seen.length === 0 ? "" : `${LabelSet.of(labels)} ${seen.map(([at, value]) => `${value}@${at}`).join(" ")}`;
    })
    .filter((text) => text !== "")
    .sort();
}

async function toldAlerts(url: string) {
  const response = await fetch(`${url}/api/v1/alerts`);
  const { data } = (await response.json()) as {
    readonly data: {
      readonly alerts: readonly { readonly labels: Labels; readonly state: string; readonly activeAt: string }[];
    };
  };
  return data.alerts.map(({ activeAt, ...alert }) => ({ ...alert, activeAtMs: Date.parse(activeAt) }));
}
