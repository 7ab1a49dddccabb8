import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

const chart = (page: Page, name: string) => page.getByRole("group", { name, exact: true });
const newest = (page: Page, name: string) => page.getByRole("list", { name: `${name}, values` });
const longName = "Ada Lovelace-Byron of the on-call rotation EMEA";
const edge = (box: { readonly y: number; readonly height: number } | null) => (box ? box.y + box.height : Number.NaN);
const lines = (page: Page) => page.getByRole("table", { name: "Log lines" });

test("an alert is investigated from Watch: its expression, its host's GPUs and lines on one time axis", async ({
  open,
}) => {
  const page = await open("#/watch");
  const alerts = page.getByRole("table", { name: "Firing alerts" });
  const row = alerts.getByRole("row", { name: /GpuXidCritical/ });
  await row.getByRole("button", { name: "Investigate" }).click({ timeout: 45_000 });
  await expect(page).toHaveURL(/#\/investigate\?alert=.*since=\d+/);
  await expect(page.getByRole("heading", { level: 1 })).not.toBeEmpty();
  const name = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  await expect(page.getByRole("region", { name: "Alert" })).toContainText("Query");
  await expect(page.getByRole("region", { name, exact: true })).not.toContainText(/Error|No data/);
  await expect(chart(page, name)).toHaveAccessibleDescription(/\d/);
  await expect(page.getByRole("region", { name: "Log volume" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Diagnosis" })).toContainText(/GPU lost on gpu-c\d\d/, {
    timeout: 30_000,
  });

  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: /^Claim GpuXid/ });
  await dialog.getByRole("textbox", { name: "Name" }).fill(longName);
  await dialog.getByRole("button", { name: "Claim" }).click();
  const claimed = page.getByRole("button", { name: `Claimed by ${longName}` });
  await expect(claimed).toBeVisible();
  const [button, header] = [await claimed.boundingBox(), await page.locator("main header").first().boundingBox()];
  expect(button?.width).toBeLessThanOrEqual(220);
  expect(edge(button)).toBeLessThanOrEqual(edge(header));
  await claimed.click();
  await page.getByRole("button", { name: "Release" }).click();
  await expect(claimed).toHaveCount(0);

  // As a click on its notification opens it.
  const id = /alert=(\w+)/.exec(page.url())?.[1] ?? "";
  await open(`#/investigate?alert=${id}`);
  await expect(page).toHaveURL(new RegExp(`alert=${id}&title=.*since=\\d+`));
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await open("#/investigate?alert=0123456789abcdef");
  await expect(page.getByText("This alert does not fire any more")).toBeVisible();
});

test("a host's charts, log volume and lines share one crosshair and one brush, by keys alone", async ({ open }) => {
  const page = await open("#/hosts/gpu-a01");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate\?host=gpu-a01/);
  await expect(page.getByRole("heading", { level: 1, name: "gpu-a01" })).toBeVisible();
  await expect(newest(page, "GPU util").getByRole("listitem")).toHaveCount(8);
  await expect(lines(page).getByRole("row").nth(3)).toBeVisible();

  await chart(page, "GPU util").focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/picked=\d+-\d+/);
  await expect(page.getByRole("region", { name: "Logs" })).toContainText(/lines? in \d\d:\d\d:\d\d-\d\d:\d\d:\d\d/);
  const link = page.url();
  await page.goto(link.replace(/#.*/, "#/watch"));
  await page.goto(link);
  await expect(page.getByRole("region", { name: "Logs" })).toContainText(/lines? in /);

  await lines(page).getByRole("row").nth(3).click();
  await expect(page).toHaveURL(/line=[\d.]*-/);
  await expect(page.getByRole("region", { name: "Line" })).toContainText("gpu-a01");
  const inHand = lines(page).locator('[aria-current="true"]');
  const text = (await inHand.textContent()) ?? "";
  await page.reload();
  await expect(inHand).toHaveText(text);
  await page.keyboard.press("b");
  await expect(page).not.toHaveURL(/picked=/);
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/line=/);
  await expect(page.getByRole("region", { name: "Line" })).toHaveCount(0);

  await page.keyboard.press("l");
  await expect(page).toHaveURL(/#\/logs\?host=gpu-a01/);
  await expect(page.getByRole("main", { name: "Logs" }).getByRole("row").nth(1)).toBeVisible();
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate\?host=gpu-a01/);
});

test("an address of what the workspace does not have says so, and shows nobody's lines", async ({ open }) => {
  const page = await open("#/investigate?service=nope");
  await expect(page.getByText("nope is not a service of this workspace")).toBeVisible();
  await expect(lines(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Show all services" }).click();
  await expect(page).toHaveURL(/#\/services$/);

  await open("#/investigate?host=gpu-z99&q=timeout");
  await expect(page.getByText("No host of this workspace is called gpu-z99")).toBeVisible();
  await expect(lines(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Ask the servers of logs" }).click();
  await expect(page).toHaveURL(/#\/logs\?q=timeout&host=gpu-z99$/);

  await open("#/investigate?service=nope&title=Slow&expr=up");
  await expect(page.getByRole("heading", { level: 1, name: "Slow" })).toBeVisible();
  await expect(page.getByText("Where it writes its lines is not known.")).toBeVisible();
  await expect(lines(page)).toHaveCount(0);
});

test("what is seen is held against an hour before", async ({ open }) => {
  const page = await open("#/investigate?host=gpu-a01");
  await expect(chart(page, "GPU util")).toBeVisible();
  await page.getByRole("button", { name: /Compare/ }).click();
  await page.getByRole("option", { name: "1 hour before" }).click();
  await expect(page).toHaveURL(/compare=1h/);
  await expect(page.getByRole("region", { name: "GPU util" })).not.toContainText("Error");
  await expect(page.getByText("Nothing measured 1h before")).toBeVisible();
  await expect(page.getByRole("region", { name: "Log volume" })).toContainText("none of these sources counts");
});

test("the charts tell their values under the one crosshair, and the copied link shows the same window", async ({
  open,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await open("#/investigate?host=gpu-a01");
  await expect(newest(page, "GPU util").getByRole("listitem")).toHaveCount(8);
  await expect(page.getByText("Newest values", { exact: true })).toBeVisible();
  await chart(page, "GPU util").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(page.getByText(/^Values at \d\d:\d\d:\d\d$/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Newest values", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/#\/investigate\?host=gpu-a01&from=\d+&to=\d+$/);
  await page.goto(link);
  await expect(page.getByRole("button", { name: "Zoomed" })).toBeVisible();
});

for (const theme of ["dark", "light"] as const) {
  test(`the screen is accessible, ${theme}`, async ({ open }, info) => {
    const page = await open("#/investigate?host=gpu-a01");
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    await expect(newest(page, "GPU util").getByRole("listitem")).toHaveCount(8);
    await expect(newest(page, "Latency").getByRole("listitem")).toHaveCount(3);
    await expect(lines(page).getByRole("row").nth(3)).toBeVisible();
    await expectAccessible(page, info, `investigate-${theme}`);
  });
}
