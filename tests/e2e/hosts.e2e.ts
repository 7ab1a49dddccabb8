import type { Page } from "@playwright/test";
import { expect, expectLive, test } from "./fixtures.ts";

const table = (page: Page) => page.getByRole("table", { name: "Hosts" });
const names = async (page: Page) => (await table(page).getByRole("rowheader").allTextContents()).join(" ");
const sortBy = (page: Page, column: string) =>
  table(page).getByRole("columnheader", { name: column, exact: true }).getByRole("button").click();

test.beforeEach(async ({ open }) => {
  const page = await open("#/hosts");
  await expect(table(page).getByRole("row")).toHaveCount(9);
  await expect(table(page).getByRole("row", { name: /Healthy/ })).toHaveCount(4);
});

test("each host says how it is, live", async ({ page }) => {
  const row = (host: string) => table(page).getByRole("row", { name: new RegExp(`^${host} `) });
  await expect(row("gpu-a01")).toContainText("Healthy");
  await expect(row("gpu-a02")).toContainText("throttled");
  await expect(row("gpu-b02")).toContainText("row remap pending");
  await expect(row("gpu-c02")).toContainText("GPU 5 is lost");
  await expect(row("gpu-c02")).toContainText("7 / 8");
  await expect(row("gpu-d02")).toContainText("Unreachable");
  await expectLive(row("gpu-a01"));
});

test("sorts by name and by figures, both ways", async ({ page }) => {
  const ordered = ["gpu-a01", "gpu-a02", "gpu-b01", "gpu-b02", "gpu-c01", "gpu-c02", "gpu-d01", "gpu-d02"];
  await sortBy(page, "Host");
  await expect.poll(() => names(page)).toBe(ordered.join(" "));
  await sortBy(page, "Host");
  await expect.poll(() => names(page)).toBe([...ordered].reverse().join(" "));
  await sortBy(page, "Max temp");
  // The throttled host is the hottest; the unreachable one has no figure and stands last.
  await expect.poll(() => names(page)).toMatch(/^gpu-a02 .* gpu-d02$/);
  await expect(table(page).getByRole("columnheader", { name: "Max temp" })).toHaveAttribute("aria-sort", "descending");
});

test("filters by text and by state, and says when nothing is left", async ({ page }) => {
  await page.getByRole("searchbox", { name: "Filter hosts" }).fill("gpu-c");
  await expect.poll(() => names(page)).toBe("gpu-c02 gpu-c01");
  await expect(page.locator("[data-region=polite]")).toContainText("2 of 8 hosts", { timeout: 15_000 });
  await page.getByText(/^Healthy \d/).click();
  await expect.poll(() => names(page)).toBe("gpu-c01");
  await page.getByText(/^Unreachable \d/).click();
  await expect(page.getByText("No host matches")).toBeVisible();
  await page.getByRole("button", { name: "Show all hosts" }).press("Enter");
  await expect(table(page).getByRole("row")).toHaveCount(9);
  await expect(table(page).locator("tr:focus")).toHaveCount(1);
});

test("Enter opens the host", async ({ page }) => {
  await table(page)
    .getByRole("row", { name: /^gpu-c01 / })
    .click();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/hosts\/gpu-c01$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("gpu-c01");
});

test("a host's page lists what fires there, and leads to why", async ({ page, open }) => {
  await open("#/hosts/gpu-c02");
  const firing = page.getByRole("table", { name: "Alerts of gpu-c02" });
  const worst = firing.getByRole("row").nth(1);
  await expect(worst.getByRole("img", { name: "critical" })).toBeVisible({ timeout: 20_000 });
  await worst.getByRole("button", { name: /^Investigate Gpu/ }).press("Enter");
  await expect(page).toHaveURL(/#\/investigate\?.*title=Gpu.*host=gpu-c02/);
  await open("#/hosts/gpu-a01");
  await expect(page.getByRole("table", { name: "GPUs" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Firing" })).toHaveCount(0);
});
