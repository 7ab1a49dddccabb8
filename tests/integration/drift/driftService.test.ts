import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDriftService } from "../../../electron/services/drift/createDriftService.ts";
import { silentLog } from "../../../electron/services/log.ts";
import { createMetricsService } from "../../../electron/services/metrics/createMetricsService.ts";
import type { MetricsService } from "../../../electron/services/metrics/types.ts";
import { createLocalSource } from "../../../electron/services/sources/localSource.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import { definitionOf } from "../../../shared/domain/services/definitions.ts";
import { parseWorkspace } from "../../../shared/domain/workspace/parse.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const workerFile = fileURLToPath(new URL("../../../electron/services/metrics/samplesWorker.ts", import.meta.url));
const minuteMs = 60_000;
const stepMs = 15_000;
const bounds = [500, 1000, 2000];
const open = new AbortController().signal;

let clock: ManualClock;
let metrics: MetricsService;
beforeEach(() => {
  clock = new ManualClock(Date.UTC(2026, 10, 19, 2, 0, 0));
  metrics = createMetricsService({
    ...{ workerFile, databaseFile: null, retentionMs: 86_400_000, memoryCapBytes: 2 ** 24, clock, log: silentLog },
  });
});
afterEach(async () => {
  await metrics.close();
  metrics.dispose();
});

/** Writes half an hour of a release whose requests a step are `before` until ten minutes ago, and `after` from then on; by bin. */
async function tell(version: string, before: readonly number[], after: readonly number[]): Promise<void> {
  const target = metrics.target({ instance: "gpu-a01", job: "vllm", version });
  const endMs = clock.nowMs();
  const counts = [0, 0, 0, 0];
  for (let atMs = endMs - 30 * minuteMs; atMs <= endMs; atMs += stepMs) {
    const grown = atMs <= endMs - 10 * minuteMs ? before : after;
    let below = 0;
    const rows = counts.map((count, i) => {
      counts[i] = count + (grown[i] ?? 0);
      below += counts[i] ?? 0;
      return { name: "prompt_tokens_bucket", labels: { le: String(bounds[i] ?? "+Inf") }, value: below };
    });
    const sum = 250 * (counts[0] ?? 0) + 750 * (counts[1] ?? 0) + 1500 * (counts[2] ?? 0) + 3000 * (counts[3] ?? 0);
    target.append(
      atMs,
      SampleRow.of([
        ...rows,
        { name: "prompt_tokens_count", labels: {}, value: below },
        { name: "prompt_tokens_sum", labels: {}, value: sum },
        { name: "features", labels: {}, value: grown === before ? 24 : 23 },
      ]),
    );
  }
}

function serviceWith(drift: string) {
  const { file, problems } = parseWorkspace(
    `version: 1\nname: w\nhosts: []\nservices:\n  - name: chat\n    targets: '{job="vllm"}'\n    versionLabel: version\n    drift: ${drift}\n  - { name: idle, targets: '{job="none"}' }\n`,
    "midwatch.yaml",
  );
  if (!file) throw new Error(JSON.stringify(problems));
  const local = createLocalSource(metrics, () => new Map());
  const service = createDriftService({
    clock,
    sources: { get: () => local },
    services: { definitions: (file.services ?? []).map(definitionOf), facts: () => null },
  });
  service.setWorkspace(file);
  return service;
}

const features =
  "[{ name: Prompts, metric: prompt_tokens }, { name: Features, kind: count, metric: features }, { name: Images, metric: image_pixels }, { name: Rare, metric: prompt_tokens, minSamples: 100000 }]";

test("what was told in a window is held against the same window before, all of it and release by release", async () => {
  await tell("v1", [2, 6, 10, 2], [2, 6, 10, 2]);
  await tell("v2", [2, 6, 10, 2], [1, 2, 5, 12]);
  const service = serviceWith(`{ window: 5m, reference: { before: 15m }, features: ${features} }`);
  const report = await service.report("chat", clock.nowMs(), open);
  const [prompts, count, images, rare] = report?.features ?? [];

  if (prompts?.result.kind !== "asked") throw new Error(JSON.stringify(prompts));
  const { reference, now, outcome, versions } = prompts.result;
  // Two releases with 20 requests every 15 s, for five minutes.
  expect(reference.samples).toBeCloseTo(800, 6);
  expect(reference.bins?.counts.map((one) => Math.round(one))).toEqual([80, 240, 400, 80]);
  expect(now.bins?.counts.map((one) => Math.round(one))).toEqual([60, 160, 300, 280]);
  expect(reference.value).toBeCloseTo((250 * 2 + 750 * 6 + 1500 * 10 + 3000 * 2) / 20, 6);
  // By hand: the lowest bin has less than a tenth and joins the next. Shares 0.4 0.5 0.1 then, 0.275 0.375 0.35 now.
  const psi = 0.125 * Math.log(0.4 / 0.275) + 0.125 * Math.log(0.5 / 0.375) + 0.25 * Math.log(3.5);
  expect(outcome).toMatchObject({
    kind: "compared",
    level: "strong",
    psi: { value: expect.closeTo(psi, 6) },
    ks: { value: expect.closeTo(0.25, 6) },
  });
  expect(versions.map((one) => [one.version, one.outcome])).toMatchObject([
    ["v1", { kind: "compared", level: "none", psi: { value: expect.closeTo(0, 6) } }],
    ["v2", { kind: "compared", level: "strong", ks: { value: expect.closeTo(0.5, 6) } }],
  ]);

  expect(count?.result).toMatchObject({ kind: "asked", now: { value: 23 }, outcome: { level: "some" } });
  expect(images?.result).toMatchObject({ outcome: { kind: "nothing", side: "reference" } });
  expect(rare?.result).toMatchObject({ outcome: { kind: "tooFew", needed: 100_000 } });
});

test("a release is the reference of the others", async () => {
  await tell("v1", [2, 6, 10, 2], [2, 6, 10, 2]);
  await tell("v2", [2, 6, 10, 2], [1, 2, 5, 12]);
  const service = serviceWith(`{ window: 5m, reference: { version: v1 }, features: ${features} }`);
  const result = (await service.report("chat", clock.nowMs(), open))?.features[0]?.result;
  expect(result).toMatchObject({ reference: { samples: expect.closeTo(400, 6) }, outcome: { level: "strong" } });
  expect(result?.kind === "asked" && result.versions.map(({ version }) => version)).toEqual(["v2"]);
});

test("is asked for anew after some seconds, at the moment that is asked for, and of services that name features", async () => {
  await tell("v1", [2, 6, 10, 2], [1, 2, 5, 12]);
  const service = serviceWith(`{ window: 5m, reference: { before: 15m }, features: ${features} }`);
  const first = await service.report("chat", clock.nowMs(), open);
  await clock.advance(19_000);
  expect(await service.report("chat", clock.nowMs(), open)).toBe(first);
  await clock.advance(2000);
  expect(await service.report("chat", clock.nowMs(), open)).not.toBe(first);
  const before = await service.report("chat", clock.nowMs() - 11 * minuteMs, open);
  expect(before?.features[0]?.result).toMatchObject({ outcome: { kind: "compared", level: "none" } });
  expect(await service.report("idle", clock.nowMs(), open)).toBeNull();
  await expect(service.report("gone", clock.nowMs(), open)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a source that fails fails its features, one that never answers is cut off, and who left gets nothing", async () => {
  const { file } = parseWorkspace(
    `version: 1\nname: w\nhosts: []\nservices:\n  - { name: chat, targets: '{job="vllm"}', drift: { features: [{ name: A, metric: a }] } }\n`,
    "midwatch.yaml",
  );
  let queryInstant = () => Promise.reject(new MidwatchError("UNAVAILABLE", "connection refused"));
  const service = createDriftService({
    clock,
    sources: {
      get: () => ({
        queryInstant: (_query, signal) =>
          Promise.race([
            queryInstant(),
            new Promise<never>((_, reject) =>
              signal?.addEventListener("abort", () => reject(new MidwatchError("CANCELLED", "cancelled"))),
            ),
          ]),
      }),
    },
    services: { definitions: (file?.services ?? []).map(definitionOf), facts: () => null },
  });
  service.setWorkspace(file);
  const failure = (message: string) => [{ name: "A", result: { kind: "failed", message } }];
  expect((await service.report("chat", 0, open))?.features).toMatchObject(failure("connection refused"));
  queryInstant = () => new Promise(() => {});
  const cutOff = service.report("chat", 100_000, open);
  await clock.advance(20_000);
  expect((await cutOff)?.features).toMatchObject(failure("No answer in time"));
  const leaving = new AbortController();
  const left = service.report("chat", 200_000, leaving.signal);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
});

test("who asks while another does waits for the same answer, which is left when both left", async () => {
  await tell("v1", [2, 6, 10, 2], [1, 2, 5, 12]);
  const service = serviceWith(`{ window: 5m, reference: { before: 15m }, features: ${features} }`);
  const leaving = new AbortController();
  const left = service.report("chat", clock.nowMs(), leaving.signal);
  const staying = service.report("chat", clock.nowMs(), open);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "CANCELLED" });
  const report = await staying;
  expect(report?.features[0]?.result).toMatchObject({ kind: "asked" });
  expect(await service.report("chat", clock.nowMs(), open)).toBe(report);

  await clock.advance(30_000);
  const alone = new AbortController();
  const given = service.report("chat", clock.nowMs(), alone.signal);
  alone.abort();
  await expect(given).rejects.toMatchObject({ code: "CANCELLED" });
  // Nobody waits for what was cut off.
  expect((await service.report("chat", clock.nowMs(), open))?.features[0]?.result).toMatchObject({ kind: "asked" });
});
