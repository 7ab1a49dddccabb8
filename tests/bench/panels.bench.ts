import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CDPSession, Page } from "@playwright/test";
import { busySlots, mainThreadOf } from "./mainThread.ts";
import { type Bench, measure } from "./measure.ts";
import { startConsole } from "./rig/console.ts";
import { startFleet } from "./rig/fleet.ts";
import { launchChromium } from "./rig/launchChromium.ts";
import { pause, percentile } from "./rig/statistics.ts";
import { trace } from "./rig/trace.ts";
import { withFolder } from "./rig/withFolder.ts";

const hostCount = 16;
const panelCount = 50;
const warmUpMs = 30_000;
const traceMs = 60_000;
const shortMs = 120_000;
/** Windows of a quarter of an hour are full first: before that, growing is what they are for. */
const longFillMs = 16 * 60_000;
const longMs = 14 * 60_000;
const heapReadings = 10;
const heapEveryMs = 3000;

const metrics = [
  "nvidia_smi_utilization_gpu_ratio",
  "nvidia_smi_power_draw_watts",
  "nvidia_smi_temperature_gpu",
  "nvidia_smi_memory_used_bytes",
];

/**
 * A dashboard of 50 live panels, each with the eight GPUs of one host at a step of 5 s, all on screen: what a frame costs the
 * page's main thread while they update, and how its heap grows afterwards.
 */
export const bench: Bench = {
  names: ["panels.live.frame", "panels.live.heap"],
  run: ({ long }) =>
    withFolder(async (folder, stopLater) => {
      const fleet = stopLater(await startFleet(folder, hostCount));
      mkdirSync(join(fleet.workspaceFolder, "dashboards"), { recursive: true });
      writeFileSync(join(fleet.workspaceFolder, "dashboards/fifty.json"), JSON.stringify(dashboard(fleet.reachable)));
      const console = stopLater(await startConsole(join(folder, "data"), fleet));
      const browser = await launchChromium();
      stopLater({ stop: () => browser.close() });
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(`${console.url}#/dashboards/fifty`);
      await expectPanels(page);
      await pause(warmUpMs);

      const session = await page.context().newCDPSession(page);
      const events = await trace(session, () => pause(traceMs));
      const frames = busySlots(mainThreadOf(events));
      if (long) await pause(longFillMs);
      const before = await heapBytes(session);
      const spanMs = long ? longMs : shortMs;
      await pause(spanMs - heapReadings * heapEveryMs);
      const growth = (((await heapBytes(session)) - before) / 1e6 / spanMs) * 3_600_000;
      const p95 = percentile(frames, 95);
      return [
        measure({ name: "panels.live.frame", value: p95, unit: "ms of main thread, p95", goal: "< 16", ok: p95 < 16 }),
        measure({
          name: "panels.live.heap",
          value: growth,
          unit: `MB/h over ${spanMs / 60_000} minutes`,
          goal: long ? "< 1" : "< 1 with --long, once the windows are full",
          ok: !long || growth < 1,
        }),
      ];
    }),
};

function dashboard(hosts: readonly string[]) {
  return {
    title: "Fifty",
    schemaVersion: 39,
    refresh: "5s",
    time: { from: "now-15m", to: "now" },
    panels: Array.from({ length: panelCount }, (_, index) => ({
      id: index + 1,
      type: "timeseries",
      title: `${index}`,
      interval: "5s",
      options: { legend: { showLegend: false } },
      // Eight in a row, seven rows: all within a window of 900 px.
      gridPos: { x: (index % 8) * 3, y: Math.floor(index / 8) * 3, w: 3, h: 3 },
      targets: [
        {
          refId: "A",
          expr: `${metrics[index % metrics.length]}{instance="${hosts[index % hosts.length]}"}`,
        },
      ],
    })),
  };
}

async function expectPanels(page: Page): Promise<void> {
  await page.waitForFunction((count) => document.querySelectorAll("canvas").length >= count, panelCount, {
    timeout: 60_000,
  });
}

/** What is held: the least that is left after a collection in half a minute, for updates under way come and go. */
async function heapBytes(session: CDPSession): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < heapReadings; reading += 1) {
    await pause(heapEveryMs);
    for (let i = 0; i < 2; i++) await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    least = Math.min(least, usedSize);
  }
  return least;
}
