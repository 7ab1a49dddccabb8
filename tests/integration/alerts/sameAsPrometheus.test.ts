import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAlertsService } from "../../../electron/services/alerts/createAlertsService.ts";
import type { AlertsService } from "../../../electron/services/alerts/types.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import { encodeWriteRequest } from "../../../electron/services/metrics/encodeWriteRequest.ts";
import type { MetricsService, SampleTarget } from "../../../electron/services/metrics/types.ts";
import { createLocalSource } from "../../../electron/services/sources/localSource.ts";
import { systemClock } from "../../../electron/services/systemClock.ts";
import { dueAtMs, groupOffsetMs } from "../../../shared/domain/alerts/rules/evaluationTime.ts";
import { parseRuleFile } from "../../../shared/domain/alerts/rules/parseRuleFile.ts";
import type { Labels } from "../../../shared/domain/metrics/model.ts";
import { defaultAlerting } from "../../../shared/domain/workspace/alerting.ts";
import { type Prometheus, startPrometheus } from "../../harness/prometheus.ts";
import { requireTool } from "../../harness/requireTool.ts";

const programs = { prometheus: requireTool("prometheus") ?? "", promtool: requireTool("promtool") ?? "" };
const workerFile = fileURLToPath(new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url));

/** Of the group that an alert belongs to. */
const intervalOf = ({ every = "1" }: Labels) => Number(every) * 1000;

const rules = `groups:
  - name: first
    interval: 1s
    rules:
      - { record: "instance:temp:max", expr: max by (instance) (temp) }
      - { alert: Hot, expr: temp > 85, labels: { severity: warning }, annotations: { summary: "{{ $labels.gpu }} {{ $value }}" } }
      - { alert: HotFor, expr: temp > 85, for: 4s, labels: { gpu_name: "gpu{{ $labels.gpu }}" } }
      - { alert: HotKept, expr: temp > 85, keep_firing_for: 5s }
      - { alert: HotForKept, expr: temp > 85, for: 3s, keep_firing_for: 4s }
      - { alert: MaxHigh, expr: "instance:temp:max > 85", for: 2s }
      - { alert: Restored, expr: temp > 85, for: 14s }
  - name: second
    interval: 2s
    rules:
      - { alert: AnyHot, expr: 'count(ALERTS{alertname="Hot"}) > 0', for: 4s, labels: { every: "2" } }
      - { alert: Absent, expr: 'absent(temp{gpu="1"})', labels: { every: "2" } }
      - { alert: Rising, expr: 'deriv(temp{gpu="0"}[5s]) > 0', labels: { every: "2" } }
`;

/** Degrees second by second, of three GPUs: flapping, long and short heat, and one that goes away and comes back hot. */
const degrees: Readonly<Record<string, (second: number) => number | null>> = {
  "0": (second) => 70 + (second % 10) * 2 + (second >= 8 && second < 22 ? 20 : 0),
  "1": (second) => (second >= 6 && second < 12 ? null : second < 18 ? 60 : 95),
  "2": (second) => ([3, 4, 9, 10, 11, 12, 13, 14].includes(second) ? 90 : 50),
};
const playedSeconds = 30;

/** A time in which an alert was in one state. Unix ms of the first and the last evaluation that wrote it so. */
interface Stretch {
  readonly labels: Labels;
  readonly fromMs: number;
  readonly toMs: number;
}

describe.skipIf(programs.prometheus === "")(
  "rules evaluated here and by a real Prometheus over the same samples",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "midwatch-same-"));
    const ruleFile = join(folder, "prometheus", "rules.yml");
    let prometheus: Prometheus;
    let metrics: MetricsService;
    let alerts: AlertsService;
    let target: SampleTarget;

    async function startBoth(): Promise<void> {
      prometheus = await startPrometheus(programs, join(folder, "prometheus"), [], {
        configuration: `rule_files: [${ruleFile}]\n`,
        arguments: ["--web.enable-remote-write-receiver", "--rules.alert.for-grace-period=1s"],
      });
      alerts = createAlertsService({
        // The name of the file decides when in the interval a group is due.
        rules: {
          groups: parseRuleFile(rules, ruleFile).groups ?? [],
          problems: [],
          onChange: () => ({ dispose() {} }),
        },
        routingFiles: { files: new Map() },
        sources: {
          servers: [],
          onChange: () => ({ dispose() {} }),
          get: () => createLocalSource(metrics, () => new Map()),
        },
        metrics,
        http: {
          server() {
            throw new Error("no server is named");
          },
        },
        dataFolder: folder,
        clock: systemClock,
        log: silentLog,
      });
      alerts.configure({ ...defaultAlerting, defaultRules: false });
    }

    beforeAll(async () => {
      mkdirSync(join(folder, "prometheus"));
      writeFileSync(ruleFile, rules);
      metrics = createMetricsService({
        workerFile,
        databaseFile: null,
        retentionMs: 86_400_000,
        memoryCapBytes: 64_000_000,
        clock: systemClock,
        log: silentLog,
      });
      target = metrics.target({ instance: "gpu-a01", job: "gpu" });
      await startBoth();
    }, 60_000);

    afterAll(async () => {
      alerts?.dispose();
      await prometheus?.stop();
      await metrics?.close();
      metrics?.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });

    async function stopBoth(): Promise<void> {
      alerts.dispose();
      await prometheus.stop();
    }

    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

    const live = new Set<string>();

    /** Gives both one row; null ends a series. A server that is away misses it. */
    async function give(timeMs: number, row: ReadonlyMap<string, number | null>): Promise<void> {
      target.append(
        timeMs,
        [...row].flatMap(([gpu, value]) => (value === null ? [] : [{ name: "temp", labels: { gpu }, value }])),
      );
      const written = [...row].flatMap(([gpu, value]) => {
        const isStale = value === null;
        if (isStale && !live.delete(gpu)) return [];
        if (!isStale) live.add(gpu);
        const series = { name: "temp", labels: { gpu, instance: "gpu-a01", job: "gpu" } };
        return [{ series, timesMs: [timeMs], values: [value ?? 0], stale: [isStale] }];
      });
      await fetch(`${prometheus.url}/api/v1/write`, {
        method: "POST",
        body: encodeWriteRequest(written),
        headers: { "content-encoding": "snappy", "content-type": "application/x-protobuf" },
      }).catch(() => undefined);
    }

    /** A row a second as it comes, so that neither knows more than the other; returns the time of the first. */
    async function play(seconds: number, value: (gpu: string, second: number) => number | null): Promise<number> {
      // Half an interval from the evaluations, so that a row is with both when they look.
      const startMs = dueAtMs(Date.now(), 1000, groupOffsetMs(ruleFile, "first", 1000)) + 1500;
      let firstRowMs = 0;
      for (let second = 0; second < seconds; second++) {
        await pause(startMs + second * 1000 - Date.now());
        const timeMs = Date.now();
        if (second === 0) firstRowMs = timeMs;
        await give(timeMs, new Map(Object.keys(degrees).map((gpu) => [gpu, value(gpu, second)])));
      }
      return firstRowMs;
    }

    const theirs = async (query: string, timeMs: number) => {
      const response = await fetch(
        `${prometheus.url}/api/v1/query?${new URLSearchParams({ query, time: String(timeMs / 1000) })}`,
      );
      const { data } = (await response.json()) as { readonly data: { readonly result: readonly RawSeries[] } };
      return data.result.map(({ metric, values }) => ({
        labels: metric,
        timesMs: values.map(([seconds]) => seconds * 1000),
      }));
    };

    const toldAlerts = async () => {
      const response = await fetch(`${prometheus.url}/api/v1/alerts`);
      const { data } = (await response.json()) as { readonly data: { readonly alerts: readonly RawAlert[] } };
      return data.alerts.map(({ activeAt, ...alert }) => ({ ...alert, activeAtMs: Date.parse(activeAt) }));
    };

    const ours = async (query: string, timeMs: number) => {
      const answer = await metrics.queryInstant({ expr: query, timeMs });
      if (answer.kind !== "matrix") throw new Error("a range was asked for");
      return answer.series.map(({ series, timesMs }) => ({
        labels: { ...series.labels, __name__: series.name },
        timesMs: [...timesMs],
      }));
    };

    // A machine that is too busy lets one of both look late, and then they saw different things.
    test("have the same alerts, pending and firing, from and to the same evaluations", {
      retry: 2,
      timeout: 90_000,
    }, async () => {
      const firstRowMs = await play(playedSeconds, (gpu, second) => degrees[gpu]?.(second) ?? null);
      await give(Date.now(), new Map(Object.keys(degrees).map((gpu) => [gpu, null])));
      // Whatever `keep_firing_for` keeps is over then.
      await pause(8000);
      const endMs = Date.now();
      const query = "ALERTS[2m]";
      // Before the first row they began when each was ready.
      const since = (all: readonly Stretch[]) => all.filter(({ toMs }) => toMs >= firstRowMs);
      const own = since(stretches(await ours(query, endMs)));
      const real = since(stretches(await theirs(query, endMs)));
      expect(real.length).toBeGreaterThan(20);
      expect(differences(own, real)).toEqual([]);
    });

    test("go on after a restart of both with what pended and fired before", async () => {
      const playing = play(27, () => 90);
      await pause(9000);
      await stopBoth();
      await pause(2000);
      await startBoth();
      const restartedMs = Date.now();
      await playing;
      // Prometheus restores only what waits: rules without `for` begin anew there.
      const waits = (labels: Labels) => /^(HotFor|HotForKept|MaxHigh|Restored)$/.test(labels.alertname ?? "");
      const real = (await toldAlerts()).filter(({ labels }) => waits(labels));
      const own = [...alerts.alerts.values()].filter(({ labels }) => waits(labels));
      const shown = (all: readonly { readonly labels: Labels; readonly state: string }[]) =>
        all.map(({ labels, state }) => `${textOf(labels)} ${state}`).sort();
      expect(own).toHaveLength(10);
      expect(shown(own)).toEqual(shown(real));
      const query = 'ALERTS{alertname="Restored"}[2m]';
      const awayMs = longestGap(await theirs(query, Date.now())) - longestGap(await ours(query, Date.now()));
      for (const { labels, sinceMs, state } of own) {
        const activeAtMs = real.find((one) => textOf(one.labels) === textOf(labels))?.activeAtMs ?? 0;
        // What pended waits as much longer as its evaluator was away: the server counts from its last evaluation before to the
        // second one after, the console from its end to its start.
        const isShifted = labels.alertname === "Restored";
        const differenceMs = Math.abs(activeAtMs - sinceMs - (isShifted ? awayMs : 0));
        expect(differenceMs).toBeLessThanOrEqual((isShifted ? 4 : 1) * intervalOf(labels));
        expect(sinceMs).toBeLessThan(restartedMs);
        expect(state).toBe("firing");
      }
    }, 90_000);
  },
);

interface RawAlert {
  readonly labels: Labels;
  readonly state: string;
  readonly activeAt: string;
}

interface RawSeries {
  readonly metric: Labels;
  readonly values: readonly (readonly [seconds: number, value: string])[];
}

function stretches(
  all: readonly { readonly labels: Labels; readonly timesMs: readonly number[] }[],
): readonly Stretch[] {
  return all.flatMap(({ labels, timesMs }) => {
    const found: { labels: Labels; fromMs: number; toMs: number }[] = [];
    for (const timeMs of timesMs) {
      const last = found.at(-1);
      if (last && timeMs - last.toMs < 1.5 * intervalOf(labels)) last.toMs = timeMs;
      else found.push({ labels, fromMs: timeMs, toMs: timeMs });
    }
    return found;
  });
}

function longestGap(all: readonly { readonly timesMs: readonly number[] }[]): number {
  const timesMs = all.flatMap((series) => series.timesMs).sort((a, b) => a - b);
  return Math.max(...timesMs.slice(1).map((timeMs, i) => timeMs - (timesMs[i] ?? timeMs)));
}

const textOf = (labels: Labels) => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Those of one side that the other has not within one interval of their group. */
function differences(own: readonly Stretch[], real: readonly Stretch[]): readonly string[] {
  const near = (a: Stretch, b: Stretch) =>
    textOf(a.labels) === textOf(b.labels) &&
    Math.abs(a.fromMs - b.fromMs) <= intervalOf(a.labels) &&
    Math.abs(a.toMs - b.toMs) <= intervalOf(a.labels);
  const told = (where: string, some: readonly Stretch[], others: readonly Stretch[]) =>
    some
      .filter((one) => !others.some((other) => near(one, other)))
      .map(({ labels, fromMs, toMs }) => `only ${where}: ${textOf(labels)} ${fromMs} +${toMs - fromMs}`);
  return [...told("here", own, real), ...told("there", real, own)];
}
