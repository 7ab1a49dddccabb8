import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { connectConsole } from "../harness/consoleClient.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, forgetAbsence, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 7, firstRun: false } });
test.describe.configure({ mode: "serial" });

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const events = (page: Page, name: RegExp) => timeline(page).getByRole("listitem").filter({ hasText: name });

test("what the hosts tell stands in the timeline, and leads by keys to what is behind it", async ({ open }) => {
  const page = await open();
  await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1, { timeout: 20_000 });
  await expect(events(page, /Xid 63.*gpu-b02 GPU 6/)).toHaveCount(1);

  await timeline(page)
    .getByRole("button", { name: /Type of event/ })
    .click();
  await page.getByRole("option", { name: "Kernel" }).click();
  await expect(timeline(page)).toContainText("2 of 2 in 24 h");
  await timeline(page).getByRole("button", { name: "Write a note" }).focus();
  await page.keyboard.press("Tab");
  await expect(timeline(page).getByRole("link").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(timeline(page).getByRole("link").nth(1)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(timeline(page).getByRole("link", { name: /Xid 79/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/investigate\?host=gpu-c02&from=\d+&to=\d+/);
  await expect(page.getByRole("heading", { level: 1, name: "gpu-c02" })).toBeVisible();
});

test("a host that goes away and comes back is told, and leads to its page", async ({ open, fleet }) => {
  const page = await open();
  await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1);
  await fleet.order("kill gpu-a01");
  await expect(events(page, /Host is unreachable.*gpu-a01/)).toBeVisible({ timeout: 30_000 });
  await fleet.order("revive gpu-a01");
  const back = events(page, /Host is back.*gpu-a01 after/);
  await expect(back).toBeVisible({ timeout: 60_000 });
  await back.getByRole("link").click();
  await expect(page).toHaveURL(/#\/hosts\/gpu-a01/);
});

test("a note is written under one's name, and events outlive the console and are there once", async ({
  open,
  midwatch,
  problems,
}) => {
  const page = await open();
  await timeline(page).getByRole("button", { name: "Write a note" }).click();
  const dialog = page.getByRole("dialog", { name: "Write a note" });
  await dialog.getByLabel("Note").fill("Traffic moved to eu-2");
  await dialog.getByLabel("About").fill("gpu-x99");
  await expect(dialog).toContainText("No host or service is called that.");
  await dialog.getByLabel("About").fill("gpu-a01");

  // What is not taken stays, with why, and the keyboard with it.
  await midwatch.stop();
  await dialog.getByLabel("About").press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("The note was not written: Midwatch is not connected");
  await expect(dialog.getByLabel("About")).toBeFocused();
  await expect(dialog.getByLabel("Note")).toHaveValue("Traffic moved to eu-2");
  await midwatch.start();
  await expect(page.getByText("The connection to Midwatch is down")).toHaveCount(0, { timeout: 30_000 });
  await dialog.getByRole("button", { name: "Write note" }).press("Enter");
  await expect(events(page, /Traffic moved to eu-2/)).toHaveCount(1);

  await midwatch.stop();
  await midwatch.start();
  await open("#/hosts/gpu-c02");
  forgetAbsence(problems);
  await expect(page.getByRole("list", { name: "Kernel events" })).toContainText("Xid 79", { timeout: 20_000 });
  await open();
  await expect(events(page, /Traffic moved to eu-2/)).toHaveCount(1);
  await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1);
});

test("the timeline has a page of its own with every day, by kind and host, and its address shows the same", async ({
  open,
}) => {
  const page = await open();
  await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1);
  await timeline(page).getByRole("link", { name: "Open timeline" }).click();
  await expect(page).toHaveURL(/#\/timeline$/);
  await timeline(page)
    .getByRole("button", { name: /Type of event/ })
    .click();
  await page.getByRole("option", { name: "Kernel" }).click();
  await timeline(page).getByRole("button", { name: "Host: All hosts" }).click();
  await page.getByRole("option", { name: "gpu-c02" }).click();
  await expect(page).toHaveURL(/#\/timeline\?kind=kernel&host=gpu-c02$/);
  await expect(timeline(page).getByRole("listitem")).toHaveCount(1);
  await page.reload();
  await expect(timeline(page).getByRole("listitem")).toHaveCount(1);
  await expect(events(page, /Xid 79/)).toHaveCount(1);
  await timeline(page).getByRole("button", { name: "Write a note" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/investigate\?host=gpu-c02/);
  await open(`#/timeline?from=${Date.now() - 60 * 86_400_000}&to=${Date.now() - 59 * 86_400_000}`);
  await expect(timeline(page)).toContainText("Nothing like this happened in the window that is picked.");
});

test("in a narrow window the timeline is a drawer, which keys open and close", async ({ open }) => {
  const page = await open();
  await page.setViewportSize({ width: 1100, height: 800 });
  await expect(timeline(page)).toHaveCount(0);
  const button = page.getByRole("button", { name: "Timeline", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "What happened" });
  await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(drawer).toHaveCount(0);
  await expect(button).toBeFocused();
});

for (const theme of ["dark", "light"] as const) {
  test(`the timeline is accessible, ${theme}`, async ({ open }, info) => {
    const page = await open();
    await page.evaluate((name) => document.documentElement.setAttribute("data-theme", name), theme);
    await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1);
    await expectAccessible(page, info, `timeline-${theme}`);
    await page.goto(page.url().replace(/#.*/, "#/timeline"));
    await expect(events(page, /Xid 79.*gpu-c02 GPU 5/)).toHaveCount(1);
    await expectAccessible(page, info, `timeline-page-${theme}`);
  });
}

test("the last page of older events takes its button, and the focus goes on where that page begins", async ({
  open,
  midwatch,
}) => {
  const client = await connectConsole(midwatch.address);
  for (let note = 1; note <= 205; note += 1) {
    await client.call("events.note", { text: `Note ${note}.`, host: null, service: null });
    // What one person writes within a millisecond is one note.
    await setTimeout(2);
  }
  client.dispose();
  const page = await open("#/timeline?kind=note");
  await timeline(page)
    .getByRole("button", { name: /^Show older: \d more$/ })
    .press("Enter");
  await expect(timeline(page).getByRole("button", { name: /^Show older/ })).toHaveCount(0);
  await expect(timeline(page).locator(":focus")).toContainText("Note 5.");
  await page.keyboard.press("ArrowDown");
  await expect(timeline(page).locator(":focus")).toContainText("Note 4.");
});
