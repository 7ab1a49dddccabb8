import { expect, test } from "vitest";
import { hostsHandlers } from "../../../electron/host/handlers/hosts.ts";
import type { WatchedHost } from "../../../electron/services/collect/types.ts";
import { Emitter } from "../../../shared/base/emitter.ts";
import { operator } from "../../builders/callers.ts";
import { buildDetail, buildGpu } from "../../builders/hosts.ts";
import { ManualClock } from "../../doubles/manualClock.ts";

/** A host that was read last at that time; null for never. */
function hostReadAt(lastSampleAtMs: number | null): WatchedHost {
  const detail = buildDetail({ lastSampleAtMs }, [buildGpu()]);
  return {
    name: "gpu-a01",
    link: { connection: null, state: detail.summary.connection },
    gpus: detail.gpus,
    findings: detail.summary.findings,
    lastSampleAtMs,
    summary: detail.summary,
    detail,
    told: { xids: [], oomKills: [], workloads: [], bootTimeMs: null },
    retry() {},
    stop() {},
    refresh() {},
  };
}

test.each([
  ["a fleet that nobody read yet is told of its first sample soon", null, 250],
  ["one that is on the screen already keeps its pace", 5, 1000],
])("%s", async (_what, lastSampleAtMs, expectedMs) => {
  const clock = new ManualClock();
  const changed = new Emitter<readonly string[]>();
  const hosts = new Map([["gpu-a01", hostReadAt(lastSampleAtMs)]]);
  const handlers = hostsHandlers({ platform: { clock }, collect: { hosts, onChange: changed.event } });
  const stop = new AbortController();
  const items = handlers["fleet.watch"]({ metric: "utilization" }, { signal: stop.signal, caller: operator });
  const [iterator, beganMs] = [items[Symbol.asyncIterator](), clock.monotonicMs()];
  await iterator.next();
  const second = iterator.next().then(() => clock.monotonicMs() - beganMs);
  changed.fire(["gpu-a01"]);
  await clock.advance(2000);
  expect(await second).toBe(expectedMs);
  stop.abort();
});
