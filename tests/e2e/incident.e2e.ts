import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type HttpSink, startHttpSink } from "../harness/httpSink.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, inkOf, test } from "./fixtures.ts";

// 150 s of script pass in 30.
test.use({ fleetOptions: { hosts: 8, firstRun: false, incident: true } });
test.describe.configure({ timeout: 420_000, mode: "serial" });

let phone: HttpSink | null = null;
test.afterAll(async () => phone?.close());
const told = () => (phone?.requests ?? []).map(({ body }) => body);

/** A channel of its own for what is critical, and the console that sends. */
async function sendTo(sink: HttpSink, page: Page, workspaceFolder: string): Promise<void> {
  const channel = `    - { name: phone, kind: webhook, url: "${sink.origin}/page" }\n`;
  const route = "    - { name: wake, severities: [critical], notify: [phone], groupWait: 0s, groupInterval: 1s }\n";
  await appendFile(join(workspaceFolder, "midwatch.yaml"), `notify:\n  channels:\n${channel}  routes:\n${route}`);
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("table", { name: "Routes" })).toContainText("wake");
  await page.getByRole("switch", { name: "Send from this console" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("link", { name: "Watch" }).click();
}

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const events = (page: Page, name: RegExp) => timeline(page).getByRole("listitem").filter({ hasText: name });

test("the incident is followed from the first line of Watch to the lines that say why", async ({ open, fleet }) => {
  const page = await open();
  const services = page.getByRole("table", { name: "Services" });
  await expect(services.getByRole("row", { name: /chat-llm-70b/ })).toContainText(/8 ?\/ ?8/, { timeout: 30_000 });
  phone = await startHttpSink();
  await sendTo(phone, page, fleet.workspaceFolder);
  await fleet.order("play 5");

  await expect(events(page, /Deploy started.*chat-llm-70b v2\.18\.0 → v2\.19\.0/)).toHaveCount(1, { timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1, name: /chat-llm-70b: p99/ })).toBeVisible({ timeout: 90_000 });
  await expect(events(page, /OOM killed.*VLLM::EngineCor/)).toHaveCount(1, { timeout: 60_000 });
  await expect(events(page, /Deploy complete.*v2\.19\.0/)).toHaveCount(1);
  await expect.poll(told, { timeout: 30_000 }).toContainEqual(expect.stringContaining("LatencyP99High"));
  await expect(page.getByText(/Likely cause: (KV cache saturation|Bad deploy)/).first()).toBeVisible({
    timeout: 45_000,
  });

  const row = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /LatencyP99High/ });
  await row.getByRole("button", { name: "Investigate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "LatencyP99High" })).toBeVisible();
  await expect(page.getByRole("region", { name: "KV cache" })).toContainText(/9\d/);
  const diagnosis = page.getByRole("region", { name: "Diagnosis" });
  await expect(diagnosis).toContainText(/KV cache saturation.*Speaks for it:.*KV cache above 95 %.*Deploy started/);
  await expect(page.getByRole("region", { name: "Recommended runbooks" })).toContainText("Roll a release back");
  const marks = page.getByRole("list", { name: "Events" });
  const killed = marks.getByRole("button", { name: /OOM killed: gpu-a02/ });
  await killed.focus();
  await expect(page.getByRole("tooltip")).toContainText("VLLM::EngineCor");
  await killed.press("Enter");
  await expect(page).toHaveURL(/picked=\d+-\d+/);
  await expect(page.getByRole("region", { name: "Logs" })).toContainText(/lines? in \d\d:\d\d/);
  await page.keyboard.press("b");
  const lines = page.getByRole("table", { name: "Log lines" });
  const filter = page.getByRole("textbox", { name: "Filter log lines" });
  for (const [asked, found] of [
    ["max_num_seqs", /'max_num_seqs': 512/],
    ["preempted", /not enough KV cache space/],
    ["OutOfMemoryError", /CUDA out of memory/],
    ['"Memory cgroup"', /Killed process \d+ \(VLLM::EngineCor\)/],
  ] as const) {
    await filter.fill(asked);
    await filter.press("Enter");
    await expect(lines.getByRole("row", { name: found }).first()).toBeVisible({ timeout: 20_000 });
  }
});

/** From the first line of Watch, and back to it. */
async function openIncident(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open incident" }).click();
  const dialog = page.getByRole("dialog", { name: "Open an incident" });
  await expect(dialog.getByRole("textbox", { name: "Title" })).toHaveValue(/chat-llm-70b/);
  await dialog.getByRole("button", { name: "Open incident" }).click();
  await expect(page).toHaveURL(/#\/incidents\/1$/);
  await page.getByRole("textbox", { name: "Note" }).fill("Batches outgrow the KV cache since v2.19.0");
  await page.keyboard.press("Enter");
  await expect(entries(page, /Batches outgrow/)).toHaveCount(1);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Go to INC-1" })).toBeVisible();
}

const entries = (page: Page, text: RegExp) =>
  page.getByRole("list", { name: "Timeline entries" }).getByRole("listitem").filter({ hasText: text });

/** From the page of the runbook: chooses hosts, types what is asked for, and starts. */
async function runOn(page: Page, hosts: readonly string[], name: string): Promise<void> {
  await page.getByRole("button", { name: "Review and run" }).click();
  await page.getByRole("button", { name: "Targets: Choose hosts" }).click();
  for (const host of hosts) await page.getByRole("option", { name: host }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Dry run" })).toContainText("modelctl rollout chat-llm-70b v2.18.0");
  const preflight = page.getByRole("region", { name: "Preflight" });
  await expect(preflight).toContainText("p99 is high indeed");
  // Servers that an undo has just started are still reading their weights.
  await expect(async () => {
    await preflight.getByRole("button", { name: "Run again" }).click();
    await expect(preflight).toContainText(/\d+ pass(?!,)/, { timeout: 3000 });
  }).toPass({ timeout: 60_000 });
  const panel = page.getByRole("region", { name: "Confirm for production" });
  const unlock = panel.getByRole("button", { name: "Open write mode for prod" });
  if (await unlock.isVisible()) {
    await unlock.click();
    const dialog = page.getByRole("dialog", { name: "Write mode" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("INC-2291");
    await dialog.getByRole("button", { name: "Open for 15 minutes" }).click();
  }
  await panel.getByRole("textbox", { name: "Name" }).fill(name);
  await panel.getByRole("textbox", { name: "Reason" }).fill("INC-2291, p99 since v2.19.0");
  await panel.getByRole("button", { name: "Run in production" }).click();
  await expect(page).toHaveURL(/#\/runs\/[0-9a-f]{16}$/);
}

test("the alert's runbook: on one host p99 stays high and the run is taken back, on all of them it comes back", async ({
  open,
  fleet,
}) => {
  const page = await open();
  await fleet.order("play 5");
  const firing = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /LatencyP99High/ });
  await expect(firing).toBeVisible({ timeout: 90_000 });
  await openIncident(page);
  const byRunbook = firing.getByRole("button", { name: "Runbook for LatencyP99High" });
  await byRunbook.click({ timeout: 90_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Roll a release back");

  await runOn(page, ["gpu-a01"], "gpu-a01");
  await expect(page.getByText("Verification failed", { exact: true })).toBeVisible({ timeout: 120_000 });
  await page.getByRole("button", { name: "Undo" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo the run" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("gpu-a01");
  await dialog.getByRole("button", { name: "Undo on 1 host" }).click();
  await expect(page.getByRole("list", { name: "Targets" })).toContainText("taken back", { timeout: 30_000 });
  await expect(page.getByRole("list", { name: "Output" })).toContainText("$ modelctl rollout chat-llm-70b v2.19.0");

  await page.goto(page.url().replace(/#.*/, "#/runbooks/roll-back-release"));
  await runOn(page, ["gpu-a01", "gpu-a02", "gpu-c01", "gpu-c02"], "4 hosts");
  await expect(page.getByText("Verified", { exact: true })).toBeVisible({ timeout: 150_000 });
  await expect(page.getByRole("region", { name: "Verification" })).toContainText("Passed");
  await page.getByRole("link", { name: "All of it" }).click();
  const audit = page.getByRole("table", { name: "Audit" });
  for (const words of ["run.confirmed", "typed 4 hosts", "run.ended", "verdict=passed"])
    await expect(audit).toContainText(words);
  await page.goto(page.url().replace(/#.*/, "#/watch"));
  await expect(firing).toHaveCount(0, { timeout: 90_000 });
  const ended = expect.stringMatching(/"status":"resolved".*LatencyP99High/);
  await expect.poll(told, { timeout: 60_000 }).toContainEqual(ended);
});

test("the incident wrote itself down: a chart is pinned, it is closed, and the post-mortem has the alert, the note and the run", async ({
  open,
}, info) => {
  const page = await open("#/explore?q=avg(vllm:kv_cache_usage_perc)");
  const pin = page.getByRole("button", { name: "Pin the chart to INC-1" });
  await expect(async () => {
    await pin.click();
    await expect(page.getByText("Pinned to INC-1")).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });

  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Incidents" }).click();
  await page.getByRole("table", { name: "Incidents" }).getByRole("link", { name: "INC-1" }).click();
  await expect(entries(page, /LatencyP99High.*chat-llm-70b/)).not.toHaveCount(0);
  await expect(entries(page, /Roll a release back.*gpu-a01.*taken back/)).toHaveCount(1);
  await expect(entries(page, /Roll a release back.*gpu-c02.*verified/)).toHaveCount(1);
  const chart = entries(page, /kv_cache_usage_perc/).first();
  await expect.poll(() => inkOf(chart), { timeout: 15_000 }).toBeGreaterThan(20);

  await expectAccessible(page, info, "incident-dark");
  await page.getByRole("button", { name: /Status/ }).click();
  await page.getByRole("option", { name: "Closed" }).click();
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveCount(0);
  await page.keyboard.press("p");
  await expect(page.getByRole("region", { name: "Post-mortem" })).toContainText("Roll a release back");
  const saving = page.waitForEvent("download");
  await page.keyboard.press("x");
  const archive = await readFile(await (await saving).path(), "latin1");
  for (const words of ["post-mortem.md", "incident.json", "-avg-vllm-kv-cache-usage-perc.png", "\x89PNG"])
    expect(archive).toContain(words);
  for (const words of ["LatencyP99High: chat", "Batches outgrow", "Runbook Roll a release back on gpu-a01, gpu-a02"])
    expect(archive).toContain(words);
});
