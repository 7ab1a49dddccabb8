import { expect, test } from "vitest";
import { sourcesHandlers } from "../../../electron/host/handlers/sources.ts";
import { createSourcesService } from "../../../electron/services/sources/createSourcesService.ts";
import { createLocalSource } from "../../../electron/services/sources/localSource.ts";
import { mostListed } from "../../../shared/contract/areas/sources.ts";
import { operator } from "../../builders/callers.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

const window = { source: "local", matchers: ["up"], startMs: 0, endMs: 1 };
const signal = new AbortController().signal;

function setUp(values: readonly string[] = []) {
  const unasked = () => Promise.reject(new Error("not asked here"));
  const metrics = {
    queryRange: unasked,
    queryInstant: unasked,
    labelNames: unasked,
    labelValues: async () => values,
    series: async () => values.map((name) => ({ name, labels: {} })),
  };
  const described = new Map([["vllm:x", { type: "gauge", help: "Of a target.", unit: "" } as const]]);
  const clock = new ManualClock();
  const http = { server: () => ({ request: unasked, openSocket: unasked, stream: unasked, dispose() {} }) };
  const sources = createSourcesService({ local: createLocalSource(metrics, () => described), http, clock });
  return sourcesHandlers({ clock, sources });
}

test("long answers are cut, and series say how many there are", async () => {
  const handlers = setUp(Array.from({ length: mostListed + 5 }, (_, index) => `m${index}`));
  const { values } = await handlers["sources.labelValues"]({ ...window, label: "pod" }, { signal, caller: operator });
  expect(values).toHaveLength(mostListed);
  const { series, total } = await handlers["sources.series"](window, { signal, caller: operator });
  expect([series.length, total]).toEqual([mostListed, mostListed + 5]);
});

test("the console's own metrics are described beside those of the targets", async () => {
  const { metrics } = await setUp()["sources.metadata"]({ source: "local" }, { signal, caller: operator });
  const names = metrics.map(({ name }) => name);
  expect(names).toContain("vllm:x");
  expect(names).toContain("nvidia_smi_power_draw_watts");
  expect(new Set(names).size).toBe(names.length);
});

test("a source that the workspace does not have is told by name", async () => {
  await expect(setUp()["sources.metadata"]({ source: "eu-1" }, { signal, caller: operator })).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringContaining("eu-1"),
  });
});
