import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { browserArguments, chromiumExecutable } from "../harness/browser.ts";
import { connectConsole } from "../harness/consoleClient.ts";
import { type Bench, measure } from "./measure.ts";
import { startConsole } from "./rig/console.ts";
import { type Fleet, startFleet } from "./rig/fleet.ts";
import { median, pause } from "./rig/statistics.ts";
import { type Stoppable, withFolder } from "./rig/withFolder.ts";

const hostCount = 16;
const runs = 5;

/** 16 trusted demo hosts. The build, the hosts' keys and, for the page, the console are there before the clock starts. */
export const bench: Bench = {
  names: ["start.first-data", "start.page"],
  run: () =>
    withFolder(async (folder, stopLater) => {
      const fleet = stopLater(await startFleet(folder, hostCount));
      const firstData: number[] = [];
      for (let run = 0; run < runs; run++) firstData.push(await firstDataMs(join(folder, `run${run}`), fleet));
      const page = await pageTimes(join(folder, "page"), fleet, stopLater);
      return [
        measure(timing("start.first-data", median(firstData), 2000)),
        measure(timing("start.page", median(page), 1000)),
      ];
    }),
};

function timing(name: string, value: number, limitMs: number) {
  return { name, value, unit: "ms", goal: `< ${limitMs}`, ok: value < limitMs };
}

/** From the start of the process to a GPU's value in a client that asks for the fleet, as the first screen does. */
async function firstDataMs(dataFolder: string, fleet: Fleet): Promise<number> {
  const console = await startConsole(dataFolder, fleet);
  const client = await connectConsole(console.url);
  try {
    return await new Promise<number>((resolve, reject) => {
      client.open(
        "fleet.watch",
        { metric: "utilization" },
        {
          onItem: ({ values }) => {
            if (values.some((value) => !Number.isNaN(value))) resolve(Date.now() - console.spawnedAtMs);
          },
          onEnd: reject,
        },
      );
    });
  } finally {
    client.dispose();
    await console.stop();
  }
}

async function pageTimes(
  dataFolder: string,
  fleet: Fleet,
  stopLater: <S extends Stoppable>(part: S) => S,
): Promise<readonly number[]> {
  const console = stopLater(await startConsole(dataFolder, fleet));
  const executablePath = chromiumExecutable();
  const browser = await chromium.launch({
    args: [...browserArguments],
    ...(executablePath ? { executablePath } : {}),
  });
  stopLater({ stop: () => browser.close() });
  const times: number[] = [];
  // The first one warms the server; each has a profile of its own, so nothing comes from a cache.
  for (let run = 0; run <= runs; run++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    times.push(await interactiveMs(await context.newPage(), console.url));
    await context.close();
  }
  return times.slice(1);
}

declare global {
  interface Window {
    /** When a frame with such an element was drawn first, in ms since the navigation began. */
    drawn: Readonly<Record<"navigation" | "dialog", Promise<number>>>;
  }
}

/** Before the page's own scripts: notes when its parts are drawn, so that no polling from outside adds to the time. */
function watchDrawing(): void {
  const first = (selector: string) =>
    new Promise<number>((resolve) => {
      const look = (_: unknown, observer: MutationObserver) => {
        if (!document.querySelector(selector)) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
      };
      new MutationObserver(look).observe(document, { childList: true, subtree: true });
    });
  window.drawn = { navigation: first("nav"), dialog: first("[role=dialog]") };
}

/**
 * From the start of the navigation, sign-in and redirect included, until the command palette is drawn that the keyboard
 * opened. The key is pressed once the page's frame is drawn, and again should nobody listen yet.
 */
async function interactiveMs(page: Page, url: string): Promise<number> {
  await page.addInitScript(watchDrawing);
  await page.goto(url, { waitUntil: "commit" });
  await page.evaluate(() => window.drawn.navigation);
  let interactive: number | null = null;
  const dialog = page
    .evaluate(() => window.drawn.dialog)
    .then((timeMs) => {
      interactive = timeMs;
      return timeMs;
    });
  while (interactive === null) {
    await page.keyboard.press("Control+k");
    await Promise.race([dialog, pause(100)]);
  }
  return dialog;
}
