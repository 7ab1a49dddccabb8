import { join } from "node:path";
import { type BrowserContext, test as base, expect, type Locator, type Page } from "@playwright/test";
import { type FleetOptions, type FleetProcess, startFleet } from "../harness/demoFleet.ts";
import { type HeadlessConsole, startHeadlessConsole } from "../harness/headlessConsole.ts";

export { expect } from "@playwright/test";

interface WorkerParts {
  /** Files with equal options share one fleet and one console: those that change either ask for other options. */
  readonly fleetOptions: FleetOptions;
  readonly fleet: FleetProcess;
  /** Of the console. */
  readonly dataFolder: string;
  readonly midwatch: HeadlessConsole;
}

interface TestParts {
  /** What pages said went wrong, policy violations included. A test that provokes some takes them out; the rest fail it. */
  readonly problems: string[];
  /** Signs in and opens a screen by its hash. */
  readonly open: (hash?: string) => Promise<Page>;
}

/** The real UI over a real console over real SSH servers. */
export const test = base.extend<TestParts, WorkerParts>({
  fleetOptions: [
    { hosts: 8, firstRun: false },
    { option: true, scope: "worker" },
  ],

  fleet: [
    async ({ fleetOptions }, use) => {
      const fleet = await startFleet(fleetOptions);
      await use(fleet);
      await fleet.stop();
    },
    { scope: "worker" },
  ],

  dataFolder: [async ({ fleet }, use) => use(join(fleet.folder, "data")), { scope: "worker" }],

  midwatch: [
    async ({ fleet, dataFolder }, use) => {
      const { workspaceFolder, sshConfigFile } = fleet;
      const midwatch = await startHeadlessConsole({ workspaceFolder, sshConfigFile, dataFolder });
      await use(midwatch);
      await midwatch.stop();
    },
    { scope: "worker" },
  ],

  problems: async ({ context }, use) => {
    const problems: string[] = [];
    listen(context, problems);
    await context.addInitScript(tellViolations);
    await use(problems);
    expect(problems, "what the pages reported").toEqual([]);
  },

  open: async ({ page, midwatch, problems: _listening }, use) => {
    await use(async (hash = "#/watch") => {
      await page.goto(`${midwatch.address}${hash}`);
      // Its keys come with the screen's code and what it shows, which are loaded after the frame.
      await page.locator('main > :not([role="status"])').first().waitFor({ state: "attached" });
      return page;
    });
  },
});

/** Runs in the page: Chromium itself says nothing of violations that the script caught. */
function tellViolations(): void {
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, sourceFile, sample }) => {
    reportError(new Error(`Content security policy: ${violatedDirective} of ${sourceFile} ${sample}`));
  });
}

function listen(context: BrowserContext, problems: string[]): void {
  context.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  context.on("weberror", (thrown) => {
    problems.push(thrown.error().message);
  });
}

/** While the console was away the browser itself told of each attempt that found nobody, fonts included. */
export function forgetAbsence(problems: string[]): void {
  const absent = /^WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+\/ws' failed|net::ERR_CONNECTION_REFUSED$/;
  problems.splice(0, problems.length, ...problems.filter((problem) => !absent.test(problem)));
}

/** Text that changes while nobody touches anything. */
export async function expectLive(part: Locator): Promise<void> {
  const before = await part.textContent();
  await expect.poll(() => part.textContent()).not.toBe(before);
}

/** Pixels with a colour of their own: lines, not grid or text. */
export function inkOf(chart: Locator): Promise<number> {
  return chart
    .locator("canvas")
    .first()
    .evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let ink = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]];
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > 40) ink += 1;
      }
      return ink;
    });
}

export const hostCharts = [
  "GPU util",
  "GPU memory",
  "GPU power",
  "GPU temperature",
  "CPU",
  "Host memory",
  "Disk",
  "Network",
] as const;
