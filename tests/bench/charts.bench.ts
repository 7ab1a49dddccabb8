import type { Page } from "@playwright/test";
import { type BundledPage, bundlePage } from "../harness/bundlePage.ts";
import type {} from "./chartsPage/page.tsx";
import { mainThreadPerUpdate } from "./mainThread.ts";
import { type Bench, type Measure, measure } from "./measure.ts";
import { launchChromium } from "./rig/launchChromium.ts";
import { percentile } from "./rig/statistics.ts";
import { trace } from "./rig/trace.ts";

const updates = 60;
const baselineUpdates = 30;
const intervalMs = 1000;
const warmUp = 8;

/** 16 charts x 8 series x 600 points at 1 Hz: all of the main thread's work for one second's samples, drawing included. */
export const bench: Bench = {
  names: ["ui.charts.p50", "ui.charts.p99"],
  async run(): Promise<readonly Measure[]> {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const { script, style } = await bundlePage(new URL("chartsPage/page.tsx", import.meta.url));
      const ours = await measureCharts(page, { script, style }, "midwatch", updates);
      const plain = await measureCharts(page, { script, style }, "plain", baselineUpdates);
      return [
        line("ui.charts.p50", percentile(ours, 50), percentile(plain, 50), 25),
        line("ui.charts.p99", percentile(ours, 99), percentile(plain, 99), 45),
      ];
    } finally {
      await browser.close();
    }
  },
};

function line(name: string, value: number, baseline: number, mostMs: number): Measure {
  return measure({ name, value, unit: "ms", baseline, goal: `<= ${mostMs}`, ok: value <= mostMs });
}

/** Main-thread milliseconds of each update. */
async function measureCharts(
  page: Page,
  bundle: BundledPage,
  kind: "midwatch" | "plain",
  count: number,
): Promise<readonly number[]> {
  await page.goto("about:blank");
  await page.setContent(
    `<!doctype html><html lang="en" data-theme="dark"><style>${bundle.style}</style><body></body></html>`,
  );
  await page.addScriptTag({ content: bundle.script });
  await page.evaluate((which) => {
    window.charts = window.mountCharts(which);
  }, kind);
  await page.waitForTimeout(1000);
  const session = await page.context().newCDPSession(page);
  const events = await trace(session, () =>
    page.evaluate(
      ({ total, everyMs }) =>
        new Promise<void>((resolve) => {
          let done = 0;
          const timer = setInterval(() => {
            done += 1;
            if (done > total) {
              clearInterval(timer);
              resolve();
            } else window.charts?.update();
          }, everyMs);
        }),
      { total: count + warmUp, everyMs: intervalMs },
    ),
  );
  await session.detach();
  return mainThreadPerUpdate(events, "update", intervalMs * 0.9).slice(warmUp);
}
