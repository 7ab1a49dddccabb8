import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

// 150 s of script pass in 30.
test.use({ fleetOptions: { hosts: 8, firstRun: false, incident: true } });
test.describe.configure({ timeout: 180_000 });

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const events = (page: Page, name: RegExp) => timeline(page).getByRole("listitem").filter({ hasText: name });

test("the incident is followed from the first line of Watch to the lines that say why", async ({ open, fleet }) => {
  const page = await open();
  const services = page.getByRole("table", { name: "Services" });
  await expect(services.getByRole("row", { name: /chat-llm-70b/ })).toContainText(/8 ?\/ ?8/, { timeout: 30_000 });
  await fleet.order("play 5");

  await expect(events(page, /Deploy started.*chat-llm-70b v2\.18\.0 → v2\.19\.0/)).toHaveCount(1, { timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1, name: /chat-llm-70b: p99/ })).toBeVisible({ timeout: 90_000 });
  await expect(events(page, /OOM killed.*VLLM::EngineCor/)).toHaveCount(1, { timeout: 60_000 });
  await expect(events(page, /Deploy complete.*v2\.19\.0/)).toHaveCount(1);

  const row = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /LatencyP99High/ });
  await row.getByRole("button", { name: "Investigate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "LatencyP99High" })).toBeVisible();
  await expect(page.getByRole("region", { name: "KV cache" })).toContainText(/9\d/);
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
