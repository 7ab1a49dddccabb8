import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

// The workspace is changed: a fleet of its own.
test.use({ fleetOptions: { hosts: 9, firstRun: false } });

const table = (page: Page) => page.getByRole("table", { name: "Metrics targets" });
const row = (page: Page, name: RegExp) => table(page).getByRole("row", { name });

test("a host's applications are read, each with its state, samples and time", async ({ open }, info) => {
  const page = await open("#/hosts/gpu-a01");
  await expect(table(page).getByRole("img", { name: "Up" })).toHaveCount(5);
  await expect(row(page, /vllm :8000/)).toContainText("version=v2.18.0");
  await expect(row(page, /gateway :8080/)).toContainText(/\d{2}/);
  await expectAccessible(page, info, "metrics-targets");
});

test("the exporter doctor says what is wrong with a target and what to change", async ({ open }, info) => {
  const page = await open("#/hosts/gpu-a01");
  await page.getByRole("button", { name: "Exporter doctor for gateway :8080" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Exporter doctor: gateway :8080" });
  await expect(dialog.getByRole("article")).not.toHaveCount(0);
  await expect(dialog).toContainText("gateway_retries is a counter and does not end in _total");
  await expect(dialog).toContainText("# TYPE gateway_retries_total counter");
  await expect(dialog).toContainText("of http_request_duration_seconds lie above its highest bound, 1");
  await expectAccessible(page, info, "exporter-doctor");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("what is found on a host is read once it is added; a port that nobody listens on says so", async ({ open }) => {
  const page = await open("#/hosts/gpu-c01");
  await expect(page.getByText("No application of this host is read.")).toBeVisible();
  const found = page.getByRole("list", { name: "Found on this host" });
  await found.getByRole("button", { name: "Add DCGM exporter at port 9400" }).click();
  await expect(row(page, /dcgm :9400/).getByRole("img", { name: "Up" })).toBeVisible();
  await expect(found.getByRole("button", { name: /DCGM/ })).toHaveCount(0);

  await page.getByRole("button", { name: "Add target" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a metrics target of gpu-c01" });
  const submit = dialog.getByRole("button", { name: /Add target/ });
  await expect(submit).toBeDisabled();
  await dialog.getByRole("textbox", { name: "Job" }).fill("billing");
  await dialog.getByRole("textbox", { name: "Port" }).fill("99999");
  await expect(dialog.getByText("1 to 65535")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Port" }).fill("9999");
  await page.keyboard.press("Enter");
  await expect(row(page, /billing :9999/).getByRole("img", { name: "Down" })).toBeVisible();
  const troubles = page.getByRole("list", { name: "What is wrong with the targets" });
  await expect(troubles).toContainText("billing :9999");
  await expect(troubles).toContainText("Nothing answers at");
});
