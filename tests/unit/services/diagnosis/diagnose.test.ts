import { expect, it } from "vitest";
import { type DiagnosisPlace, diagnose } from "../../../../electron/services/diagnosis/diagnose.ts";
import type { EvidenceSources } from "../../../../electron/services/diagnosis/gatherEvidence.ts";
import type { DriftReport } from "../../../../shared/domain/drift/featureDrift.ts";
import { logLine } from "../../../builders/logLines.ts";
import { buildPattern, buildSymptom } from "../../../builders/patterns.ts";

const atMs = Date.UTC(2026, 10, 25, 2, 15);
const hosts = ["gpu-a01", "gpu-a02"];
const observed = { samples: 300, value: 1, bins: null };
const drifted: DriftReport = {
  ...{ atMs, windowMs: 60_000, reference: { beforeMs: 60_000 }, versionLabel: null },
  features: [
    {
      ...{ name: "Prompts", kind: "mean", metric: "m", minSamples: 20 },
      result: {
        ...{ kind: "asked", reference: observed, now: observed, versions: [] },
        outcome: { kind: "compared", level: "strong", psi: null, ks: null, change: 1 },
      },
    },
  ],
};

/** Temperatures of both hosts, a line of one, and inputs that drifted; what was asked is kept. */
function evidence() {
  const asked: string[] = [];
  const samples = hosts.map((instance, i) => ({ series: { name: "heat", labels: { instance } }, value: 70 + 20 * i }));
  const sources = {
    sources: {
      get: () => ({
        queryInstant: ({ expr }: { expr: string }) => {
          asked.push(expr);
          return Promise.resolve({ kind: "vector", timeMs: atMs, samples, warnings: [] });
        },
      }),
    },
    logs: {
      query: () =>
        Promise.resolve({
          ...{ lines: [logLine({ timeMs: atMs - 1000, host: "gpu-a01", text: "Xid 79" })], completeFromMs: 0 },
          ...{ problems: [], appliedHere: [] },
        }),
    },
    events: { find: () => ({ events: [], next: null }) },
    drift: { report: () => Promise.resolve(drifted) },
    anomaly: { state: { atMs: null, findings: [], known: [] } },
  };
  return { asked, sources: sources as unknown as EvidenceSources };
}

const place: DiagnosisPlace = {
  service: { name: "chat", source: "local" },
  scope: { service: { name: "chat", matchers: 'job="vllm"', signals: {} }, hosts, window: "1m", ago: "5m" },
};

it("asks a condition once for all hosts, and judges each by what is its own", async () => {
  const { asked, sources } = evidence();
  const hot = buildSymptom({ title: "Hot", promql: "heat{ {{ hosts }} }", above: 80 });
  const told = buildSymptom({ title: "Told", log: ["xid 79"] });
  const pattern = buildPattern({ about: "host", symptoms: [hot, told] });
  const moment = { atMs, sinceMs: atMs, eventsFromMs: 0 };
  const { candidates } = await diagnose([pattern], place, moment, () => true, sources, new AbortController().signal);
  expect(asked).toEqual(['heat{ instance=~"gpu-a01|gpu-a02" }']);
  const states = Object.fromEntries(candidates.map(({ host, symptoms }) => [host, symptoms.map(({ state }) => state)]));
  expect(states).toEqual({ "gpu-a01": ["absent", "holds"], "gpu-a02": ["holds", "unknown"] });
});

it("leads from drift to the service whose inputs and outputs it is of", async () => {
  const { sources } = evidence();
  const pattern = buildPattern({ symptoms: [buildSymptom({ drift: "strong" })] });
  const moment = { atMs, sinceMs: atMs, eventsFromMs: 0 };
  const { candidates } = await diagnose([pattern], place, moment, () => true, sources, new AbortController().signal);
  expect(candidates[0]?.symptoms).toMatchObject([
    { state: "holds", text: "Prompts", evidence: { kind: "drift", service: "chat" } },
  ]);
});
