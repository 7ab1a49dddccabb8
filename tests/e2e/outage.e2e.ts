import type { Page } from "@playwright/test";
import { connectConsole } from "../harness/consoleClient.ts";
import { expect, expectLive, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 5, firstRun: false } });

const gpus = (page: Page) => page.getByRole("table", { name: "GPUs" });
const link = (page: Page) => page.getByRole("region", { name: "gpu-a01", exact: true });
const header = (page: Page) => page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) });
const connected = (page: Page) => header(page).getByText("Connected", { exact: true });

test.beforeEach(async ({ open }) => {
  const page = await open("#/hosts/gpu-a01");
  await expect(connected(page)).toBeVisible();
  await expect(page.getByRole("region", { name: "GPU util", exact: true })).toContainText("% avg");
  await expectLive(gpus(page));
});

test("a host that dies keeps its last values, marked; Retry now brings it back; the outage is a gap", async ({
  page,
  fleet,
  midwatch,
}) => {
  const diedMs = Date.now();
  await fleet.order("kill gpu-a01");
  await expect(header(page).getByText(/^Unreachable/)).toBeVisible();
  await expect(link(page)).toContainText(/attempt \d+/);
  await expect(link(page)).toContainText(/next in\s*\d+ s/);
  await expect(link(page)).toContainText("nothing accepts connections there");

  await expect(gpus(page).getByRole("row")).toHaveCount(9);
  await expect(page.getByRole("region", { name: "GPU util", exact: true })).toContainText(/Stale/);
  const kept = await gpus(page).textContent();
  // Attempts go on meanwhile, and no value moves.
  await expect(link(page)).toContainText(/attempt ([4-9]|\d\d)/, { timeout: 30_000 });
  expect(await gpus(page).textContent()).toBe(kept);

  await page.keyboard.press("i");
  await expect(
    page.getByRole("alert").filter({ hasText: /^gpu-a01: Host is unreachable since \d\d:\d\d:\d\d\./ }),
  ).toContainText("The values shown are the last ones read");
  await page.goBack();

  await fleet.order("revive gpu-a01");
  await link(page).getByRole("button", { name: "Retry now" }).click();
  await expect(connected(page)).toBeVisible({ timeout: 3000 });
  await expect(link(page)).toHaveCount(0);
  await expectLive(gpus(page));

  const revivedMs = Date.now();
  const client = await connectConsole(midwatch.address);
  const frame = await client.call("panels.query", {
    expr: 'nvidia_smi_utilization_gpu_ratio{instance="gpu-a01",gpu="0"}',
    startMs: Math.floor(diedMs / 1000) * 1000 - 3000,
    endMs: Math.ceil(revivedMs / 1000) * 1000,
    stepMs: 1000,
  });
  client.dispose();
  const values = [...(frame.values[0] ?? [])].map((value) => (Number.isNaN(value) ? "-" : "x")).join("");
  expect(values).toMatch(/^-*x+-{2,}x+-?$/);
});

test("a host that comes back is found without anyone's help", async ({ page, fleet }) => {
  await fleet.order("kill gpu-a01");
  await expect(header(page).getByText(/^Unreachable/)).toBeVisible();
  await fleet.order("revive gpu-a01");
  await expect(connected(page)).toBeVisible({ timeout: 30_000 });
  await expectLive(gpus(page));
});

test("a server that accepts connections and never speaks is told as such, and left when it speaks again", async ({
  page,
  fleet,
}) => {
  await fleet.order("fault gpu-a01 silent");
  await expect(header(page).getByText(/^Unreachable/)).toBeVisible();
  await expect(link(page)).toContainText(/Connecting, attempt \d+/);
  await expect(gpus(page).getByRole("row")).toHaveCount(9);
  await fleet.order("fault gpu-a01 none");
  await expect(connected(page)).toBeVisible({ timeout: 30_000 });
  await expectLive(gpus(page));
});
