/**
 * `npm test [-- FILTER...]`: unit, contract and integration tests, then those in the browser; `npm run test:e2e` the last alone.
 * Finds or installs the real servers and the browser first. Ends with one line: N passed, N failed, N skipped.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundles, buildRenderer } from "./build.ts";
import { entries } from "./bundles.ts";
import { root } from "./paths.ts";
import { ensureTools, findProgram, tools } from "./tools.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const [mode, ...rest] = process.argv.slice(2);
const onlyEndToEnd = mode === "e2e";
const filters = onlyEndToEnd ? rest : process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const missing = ensureTools(tools, say);
const chromium = tools.find((tool) => tool.name === "chromium");
const environment = {
  ...process.env,
  MIDWATCH_MISSING_TOOLS: missing.join(","),
  // A log is read as text.
  ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }),
  MIDWATCH_CHROMIUM: (chromium && findProgram(chromium)) ?? "",
};
if (missing.length > 0 && process.env.CI === "true") {
  say(`Missing in CI: ${missing.join(", ")}`);
  say("0 passed, 1 failed");
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), "midwatch-test-"));
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

async function run(program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const child = spawn(`${root}node_modules/.bin/${program}`, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...environment, ...more },
  });
  const [status] = await once(child, "close");
  return status === 0;
}

function readReport(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function count(report: Record<string, unknown>, name: string): number {
  const value = report[name];
  return typeof value === "number" ? value : 0;
}

async function runVitest(): Promise<void> {
  const report = join(scratch, "vitest.json");
  const ok = await run("vitest", [
    "run",
    "--config=build/vitest.config.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...filters,
  ]);
  const counts = readReport(report);
  total.passed += count(counts, "numPassedTests");
  total.skipped += count(counts, "numPendingTests") + count(counts, "numTodoTests");
  // A file that does not load, or an unhandled error, is a failure although no test counted it.
  total.failed += ok ? 0 : Math.max(1, count(counts, "numFailedTests"));
}

async function runPlaywright(): Promise<void> {
  const report = join(scratch, "playwright.json");
  const args = ["test", "--config=tests/e2e/playwright.config.ts", "--reporter=list,json", ...filters];
  const ok = await run("playwright", args, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  const { stats } = readReport(report);
  const counts = typeof stats === "object" && stats !== null ? (stats as Record<string, unknown>) : {};
  total.passed += count(counts, "expected") + count(counts, "flaky");
  total.skipped += count(counts, "skipped");
  total.failed += ok ? 0 : Math.max(1, count(counts, "unexpected"));
}

try {
  say("Building");
  await Promise.all([buildBundles(Object.keys(entries)), buildRenderer()]);
  if (!onlyEndToEnd) await runVitest();
  if (onlyEndToEnd || filters.length === 0) await runPlaywright();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
