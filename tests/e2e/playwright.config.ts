import { defineConfig } from "@playwright/test";
import { browserArguments, chromiumExecutable } from "../harness/browser.ts";

const executablePath = chromiumExecutable();

/** Two browsers with a demo fleet each: much of a test is waiting for what takes its time. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.e2e.ts",
  outputDir: "../../test-results/e2e",
  workers: 2,
  // A machine that was busy elsewhere for a moment fails nothing; what passed only then is named as flaky.
  retries: process.env.CI === "true" ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  use: {
    // What is not there within it will not come: the rest of a long test's time is not spent on it.
    actionTimeout: 45_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [...browserArguments],
    },
    // Recording what never failed would cost a third of the run: in CI it is the second try that is recorded.
    trace: process.env.CI === "true" ? "on-first-retry" : "retain-on-failure",
    screenshot: "only-on-failure",
    video: "off",
  },
});
