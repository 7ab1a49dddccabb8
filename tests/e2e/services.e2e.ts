import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, expectLive, inkOf, test } from "./fixtures.ts";

// The workspace is changed: a fleet of its own.
test.use({ fleetOptions: { hosts: 10, firstRun: false } });

const table = (page: Page) => page.getByRole("table", { name: "Services", exact: true });
const row = (page: Page, name: string) => table(page).getByRole("row", { name: new RegExp(name) });
const cells = async (page: Page, name: string) =>
  (await row(page, name).getByRole("cell").allTextContents()).map((text) => text.trim());

test("Watch shows every service with its figures; what one does not tell is a word", async ({ open }) => {
  const page = await open("#/watch");
  await expect(row(page, "chat-llm-70b")).toContainText("vLLM");
  await expect(row(page, "sonic-avatar")).toContainText("Triton");
  await expect(row(page, "llm-gateway")).toContainText("Web service");
  await expect
    .poll(() => cells(page, "chat-llm-70b"), { timeout: 30_000 })
    .toEqual([
      expect.stringMatching(/^\d+\.\d$/),
      "no history",
      expect.stringMatching(/^0\.\d\d$/),
      ...[1, 2, 3].map(() => expect.stringMatching(/^[\d.]+ s$/)),
      expect.anything(),
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^\d+ %$/),
      expect.stringMatching(/^(\d) \/ \1$/),
      expect.stringMatching(/^\d+ %$/),
    ]);
  await expect
    .poll(async () => (await cells(page, "sonic-avatar")).slice(3, 6))
    .toEqual([expect.stringMatching(/^[\d.]+ ms mean$/), "none", "none"]);
  await expectLive(row(page, "llm-gateway"));

  await page.getByRole("button", { name: "Columns: Columns" }).click();
  await page.getByRole("option", { name: "A request" }).click();
  await page.getByRole("option", { name: "Change" }).click();
  await page.keyboard.press("Escape");
  await expect(table(page).getByRole("columnheader", { name: "Change" })).toHaveCount(0);
  await expect(row(page, "chat-llm-70b")).toContainText("$0.00");
  await page.reload();
  await expect(table(page).getByRole("columnheader", { name: "A request" })).toBeVisible();
});

test("services are reached and opened by keys, and by the palette", async ({ open }) => {
  const page = await open("#/watch");
  await expect(table(page)).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page).toHaveURL(/#\/services$/);
  await expect(row(page, "llm-gateway")).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter services" }).fill("web");
  await expect(row(page, "chat-llm-70b")).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Filter services" }).fill("");
  await page.getByRole("heading", { name: "Services" }).click();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "chat-llm-70b" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("sonic");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "sonic-avatar" })).toBeVisible();
});

test("on Watch I investigates the service in hand, until a row of the alerts is", async ({ open }) => {
  const page = await open("#/watch");
  const service = page.getByRole("table", { name: "Services" }).getByRole("row", { name: /chat-llm-70b/ });
  const alert = page.getByRole("table", { name: "Firing alerts" }).getByRole("row").nth(1);
  await service.click();
  await expect(service).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate\?service=chat-llm-70b/);
  await page.goBack();
  await service.click();
  await alert.focus();
  await expect(service).not.toHaveAttribute("aria-current", "true");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate\?alert=/);
});

test("a service's page has its board, releases, cost, hosts and targets", async ({ open }) => {
  const page = await open("#/services/chat-llm-70b");
  const board = page.getByRole("region", { name: "vLLM" });
  for (const title of ["Requests", "KV cache", "Tokens", "Time to first token", "Inter-token latency", "Preemptions"]) {
    await expect(board.getByRole("heading", { name: title, exact: true })).toBeVisible();
  }
  await expect
    .poll(() => inkOf(board.getByRole("region", { name: "KV cache" })), { timeout: 30_000 })
    .toBeGreaterThan(50);
  await expect(board.getByRole("list", { name: "End-to-end latency, newest values" })).toContainText(/p50.*p95.*p99/);

  const releases = page.getByRole("table", { name: "Releases side by side" });
  await expect(releases.getByRole("columnheader")).toHaveText(["Figure", "v2.18.0", "v2.19.0"]);
  await expect(releases.getByRole("row", { name: /^Seen for/ })).toContainText(/\d+ ?[ms].*\d+ ?[ms]/);
  await expect(releases.getByRole("row", { name: /^p99/ })).toContainText(/s.*s [\u2212+]?\d+ %/);
  await expect(releases.getByRole("row", { name: /chat_answer_quality_score/ })).toContainText(/0\.8/);

  const cost = page.getByRole("region", { name: "Cost" });
  await expect(cost).toContainText(/An hour\$\d+\.\d\dA request\$0\.\d+1,000 tokens\$0\.\d+/);
  const hosts = page.getByRole("table", { name: "Hosts of the service" });
  await expect(hosts.getByRole("row", { name: /gpu-a01/ })).toContainText("H100 80 GB");

  const drift = page.getByRole("table", { name: "Drift of inputs and outputs" });
  const prompts = drift.getByRole("row", { name: /^Prompt tokens/ });
  // The reference is five minutes away.
  await expect(prompts).toContainText(/8\d\d.*(No reference told|Too few|No drift)/, { timeout: 30_000 });
  await prompts.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("region", { name: "Grades of answers", exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Exporter doctor for gpu-a01 :8000" }).click();
  const doctor = page.getByRole("dialog", { name: "Exporter doctor: vllm :8000" });
  await expect(doctor).toContainText("metrics");
  await page.keyboard.press("Escape");
  await expect(doctor).toHaveCount(0);

  await page.keyboard.press("l");
  await expect(page).toHaveURL(/#\/logs\?host=gpu-a01/);
  await page.goBack();

  await page.getByRole("button", { name: "Process" }).click();
  await expect(page.getByRole("heading", { name: "Resident memory" })).toBeVisible();

  await board.getByRole("button", { name: "Explore KV cache" }).click();
  await expect(page).toHaveURL(/#\/explore\?q=max.*kv_cache_usage_perc/);
});

test("a service that names its workloads has the lines of their pods, and leads to them", async ({ open }) => {
  const page = await open("#/services/sonic-avatar");
  const workload = page
    .getByRole("table", { name: "Workloads of the service" })
    .getByRole("row", { name: /sonic-avatar/ });
  await expect(workload).toContainText("deployment/sonic-avatar");
  await page.keyboard.press("l");
  const source = "source=workload%3Allm-fleet-eu%2Fserving%2Fdeployment%2Fsonic-avatar";
  await expect(page).toHaveURL(new RegExp(`#/logs\\?${source}$`));
  await expect(page.getByRole("button", { name: /deployment\/sonic-avatar/ })).toBeVisible();
  await expect(page.getByRole("table", { name: "Log lines" })).toContainText("generation throughput");
  await page.goBack();
  await expect(workload).toBeVisible();
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate\?service=sonic-avatar/);
  await expect(page.getByRole("table", { name: "Log lines" })).toContainText("generation throughput");
  await expect(page.getByText(/lines of deployment\/sonic-avatar/)).toBeVisible();
  await page.goBack();
  await workload.dblclick();
  await expect(page.getByRole("table", { name: "Workloads", exact: true })).toContainText("sonic-avatar");
});

test("services of a name that is not there say so", async ({ open }) => {
  const page = await open("#/services/nothing");
  await expect(page.getByText("nothing is not a service of this workspace")).toBeVisible();
  await page.getByRole("button", { name: "Show all services" }).click();
  await expect(table(page)).toBeVisible();
});

for (const theme of ["dark", "light"] as const) {
  test(`services are accessible in the ${theme} theme`, async ({ open }, info) => {
    const page = await open("#/settings");
    await page
      .getByRole("radiogroup", { name: "Theme" })
      .getByText(theme === "dark" ? "Dark" : "Light")
      .click();
    await page.goto(`${new URL(page.url()).origin}/#/services`);
    await expect(row(page, "chat-llm-70b")).toContainText("%");
    await expectAccessible(page, info, `services-${theme}`);
    await page.goto(`${new URL(page.url()).origin}/#/services/chat-llm-70b`);
    await expect(page.getByRole("table", { name: "Releases side by side" })).toContainText("p99");
    await expectAccessible(page, info, `service-${theme}`);
  });
}

test("a workspace that names no services has those of its jobs, and keeps them when asked to", async ({
  open,
  fleet,
}) => {
  const file = join(fleet.workspaceFolder, "midwatch.yaml");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, before.replace(/^services:\n(?: .*\n)+/m, ""));
  const page = await open("#/services");
  for (const job of ["gateway", "triton", "vllm"]) await expect(row(page, `${job} `)).toBeVisible();
  await expect(row(page, "dcgm")).toHaveCount(0);
  await page.getByRole("button", { name: "Save to the workspace" }).click();
  await expect(page.getByRole("button", { name: "Save to the workspace" })).toHaveCount(0);
  expect(readFileSync(file, "utf8")).toContain(`  - name: vllm\n    targets: '{job="vllm"}'\n`);
  await expect(row(page, "vllm ")).toBeVisible();
});
