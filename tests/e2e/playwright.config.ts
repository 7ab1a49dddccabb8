import { defineConfig } from "@playwright/test";
import { browserArguments, chromiumExecutable } from "../harness/browser.ts";

const executablePath = chromiumExecutable();

/** One browser, one worker: the machines have two cores, and the demo fleet runs beside. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  outputDir: "../../test-results/e2e",
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [...browserArguments],
    },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    video: "off",
  },
});
