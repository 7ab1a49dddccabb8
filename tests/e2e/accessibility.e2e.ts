import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

const themes = ["dark", "light"] as const;
type Theme = (typeof themes)[number];

async function choose(page: Page, theme: Theme): Promise<void> {
  await page.keyboard.press("g");
  await page.keyboard.press(",");
  await page
    .getByRole("radiogroup", { name: "Theme" })
    .getByText(theme === "dark" ? "Dark" : "Light")
    .click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
}

for (const [screen, filter, words] of [
  ["#/incidents", "Search incidents", /\d of \d+ incidents/],
  ["#/audit", "Filter the audit log", /\d of \d+ entries/],
  ["#/workloads", "Filter workloads", /\d of \d+ workloads/],
  ["#/setup", "Filter by name or address", /\d of \d+ hosts/],
] as const) {
  test(`how many rows a filter leaves is spoken on ${screen}`, async ({ page, open }) => {
    if (screen === "#/setup") await page.goto((await open()).url().replace(/#.*/, screen));
    else await open(screen);
    await page.getByRole("searchbox", { name: filter }).fill("gpu-c");
    await expect(page.locator("[data-region=polite]")).toContainText(words, { timeout: 15_000 });
  });
}

for (const theme of themes) {
  test(`every screen is accessible in the ${theme} theme`, async ({ open }, info) => {
    const page = await open("#/hosts");
    await expect(page.getByRole("row", { name: /Healthy/ })).toHaveCount(4);
    await choose(page, theme);
    await expectAccessible(page, info, `settings-${theme}`);

    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await expect(page.getByRole("row", { name: /Healthy/ })).toHaveCount(4);
    await expectAccessible(page, info, `hosts-${theme}`);

    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await expect(page.getByRole("gridcell", { name: /lost$/ })).toBeVisible();
    await expectAccessible(page, info, `watch-${theme}`);

    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expectAccessible(page, info, `keys-${theme}`);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);

    await page.keyboard.press("Control+k");
    await page.keyboard.type("gpu");
    await expect(page.getByRole("option", { name: /gpu-a01/ }).first()).toBeVisible();
    await expectAccessible(page, info, `palette-${theme}`);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  test(`host panels are accessible in the ${theme} theme`, async ({ open }, info) => {
    const page = await open("#/settings");
    await choose(page, theme);
    for (const [host, sign] of [
      ["gpu-a02", "HW thermal"],
      ["gpu-c02", "lost"],
      ["gpu-d02", /onnecting, attempt/],
    ] as const) {
      await page.goto(`${new URL(page.url()).origin}/#/hosts/${host}`);
      await expect(page.getByRole("main").getByText(sign).first()).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page, info, `host-${host}-${theme}`);
    }
    await page.goto(`${new URL(page.url()).origin}/#/setup`);
    await expect(page.getByRole("row", { name: /Watched/ })).toHaveCount(7);
    await expect(page.getByRole("row", { name: /gpu-d02.*Not connected/ })).toBeVisible();
    await expectAccessible(page, info, `setup-${theme}`);
  });
}
