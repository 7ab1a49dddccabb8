import { expect, test } from "vitest";
import { scrapedTargets, serverTargets } from "../../../../electron/services/services/serviceTargets.ts";
import type { MetricSource } from "../../../../electron/services/sources/types.ts";
import type { ScrapeState } from "../../../../shared/domain/metrics/scrapeState.ts";
import { definitionOf } from "../../../../shared/domain/services/definitions.ts";
import { buildSummary } from "../../../builders/hosts.ts";

const scraped = [
  { host: "gpu-a01", job: "vllm", labels: { replica: "0" } },
  { host: "gpu-a02", job: "vllm", labels: { replica: "1" } },
  { host: "gpu-a02", job: "gateway", labels: {} },
] as unknown as readonly ScrapeState[];

test.each<[string, string[]]>([
  ['{job="vllm"}', ["gpu-a01 vllm", "gpu-a02 vllm"]],
  ['{job="vllm", replica!="0"}', ["gpu-a02 vllm"]],
  ['{instance="gpu-a02"}', ["gpu-a02 vllm", "gpu-a02 gateway"]],
  // A label of the series inside the targets says nothing of the targets.
  ['{job="vllm", model_name="chat"}', ["gpu-a01 vllm", "gpu-a02 vllm"]],
  ['{model_name="chat"}', []],
])("%s selects %j", (targets, expected) => {
  const found = scrapedTargets(definitionOf({ name: "s", targets }), scraped);
  expect(found.map(({ host, job }) => `${host} ${job}`)).toEqual(expected);
});

test("a server's targets are those of up, on the hosts that their instances name", async () => {
  const asked: string[] = [];
  const source: Pick<MetricSource, "queryInstant"> = {
    async queryInstant({ expr, timeMs }) {
      asked.push(expr);
      const sample = (instance: string, value: number) => ({
        series: { name: "up", labels: { job: "vllm", instance, pod: "p" } },
        value,
      });
      return {
        kind: "vector",
        timeMs,
        samples: [sample("gpu-a01:8000", 1), sample("10.40.1.12:8000", 0), sample("elsewhere:80", 1)],
        warnings: [],
        infos: [],
      };
    },
  };
  const hosts = [buildSummary({ name: "gpu-a01" }), buildSummary({ name: "gpu-a02", address: "10.40.1.12" })];
  const definition = definitionOf({ name: "s", targets: '{job="vllm"}', source: "eu" });
  const targets = await serverTargets(definition, source as MetricSource, hosts, 1000, new AbortController().signal);
  expect(asked).toEqual(['up{job="vllm"}']);
  expect(targets.map(({ instance, host, state, labels }) => [instance, host, state, labels])).toEqual([
    ["gpu-a01:8000", "gpu-a01", "up", { pod: "p" }],
    ["10.40.1.12:8000", "gpu-a02", "down", { pod: "p" }],
    ["elsewhere:80", null, "up", { pod: "p" }],
  ]);
});
