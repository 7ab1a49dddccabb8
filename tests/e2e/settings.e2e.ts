import { expect, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 1, firstRun: false }, timezoneId: "Asia/Tokyo" });

test("a click on the clocks changes which one counts", async ({ open }) => {
  const page = await open("#/watch");
  const clocks = page.getByRole("button", { name: /Show times in/ });
  await expect(clocks).toHaveAccessibleName(/^[\d:]+ UTC.*Show times in local time$/);
  await clocks.click();
  await expect(clocks).toHaveAccessibleName(/^[\d:]+ (GMT\+9|JST).*Show times in UTC$/);
  await clocks.click();
  await expect(clocks).toHaveAccessibleName(/^[\d:]+ UTC/);
});

test("theme, times and keys are kept over a reload and shown in a second window", async ({
  open,
  context,
  midwatch,
}) => {
  const page = await open("#/settings");
  const option = (group: string, name: string) =>
    page.getByRole("radiogroup", { name: group }).getByText(name, { exact: true });
  await option("Theme", "Light").click();
  await option("Times", "Local").click();
  await page.getByRole("switch", { name: "Single-letter keys" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("switch", { name: "Single-letter keys" })).not.toBeChecked();

  await option("New alerts", "Critical and warnings").click();
  await page.getByRole("switch", { name: "Sound" }).focus();
  await page.keyboard.press("Space");

  const check = async (window: typeof page) => {
    await expect(window.getByRole("radio", { name: "Critical and warnings" })).toBeChecked();
    await expect(window.getByRole("switch", { name: "Sound" })).not.toBeChecked();
    await expect(window.locator("html")).toHaveAttribute("data-theme", "light");
    await expect(window.getByRole("radio", { name: "Light" })).toBeChecked();
    await expect(window.getByRole("radio", { name: "Local" })).toBeChecked();
    await expect(window.getByRole("switch", { name: "Single-letter keys" })).not.toBeChecked();
  };
  await page.reload();
  await check(page);
  const second = await context.newPage();
  await second.goto(`${midwatch.origin}/#/settings`);
  await check(second);

  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/#\/settings$/);
  // Keys with Ctrl still work.
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
});
