import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

const terminal = (page: Page, name: string) => page.getByRole("region", { name: `Terminal on ${name}`, exact: true });
const screenOf = (page: Page, name: string) => terminal(page, name).locator(".xterm-rows");
const connected = (page: Page) => expect(page.getByText("Connected", { exact: true })).toBeVisible();
const prompt = (host: string) => `ops@${host}:~$`;

test("a shell on a host is typed into, resized, and opened again below what is there", async ({ open }) => {
  const page = await open("#/hosts/gpu-a01");
  await connected(page);
  await page.getByRole("button", { name: "Terminal `" }).click();
  const shown = screenOf(page, "gpu-a01");
  await expect(shown).toContainText(prompt("gpu-a01"));
  await page.keyboard.type("hostname\n");
  await expect(shown).toContainText("gpu-a01:~$ hostname");

  const before = await shown.locator("> div").count();
  await page.getByRole("separator", { name: "Height of the terminals" }).focus();
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("ArrowUp");
  await expect.poll(() => shown.locator("> div").count()).toBeGreaterThan(before);
  await terminal(page, "gpu-a01").locator("textarea").focus();
  // Four steps of the height come one by one: what was told before the last one is no answer.
  let rows = 0;
  await expect(async () => {
    await page.keyboard.type("stty size\n");
    rows = await shown.locator("> div").count();
    await expect(shown).toContainText(new RegExp(`stty size\\s*${rows} \\d+`), { timeout: 2000 });
  }).toPass();

  await page.keyboard.press("Control+Shift+F");
  await page.keyboard.type("hostname");
  await expect(page.getByText("Not in what is kept of it")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await terminal(page, "gpu-a01").locator("textarea").focus();
  await page.keyboard.type("printf '\\e[38;2;90;200;120mgreen\\e[0m'\n");
  await expect(shown.getByText("green", { exact: true })).toHaveAttribute("style", /^color: /);

  await page.getByRole("button", { name: "Record the terminal on gpu-a01" }).click();
  await terminal(page, "gpu-a01").locator("textarea").focus();
  await page.keyboard.type("hostname\n");
  await expect(shown).toContainText(/hostname.*hostname\s*gpu-a01/s);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Recording .*stop and save/ }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^gpu-a01 .*\.cast$/);
  const [header = "", ...shownLines] = readFileSync(await saved.path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(JSON.parse(header)).toMatchObject({ version: 2, height: rows, title: "gpu-a01" });
  expect(shownLines.map((line) => JSON.parse(line)[2]).join("")).toContain("hostname");

  await terminal(page, "gpu-a01").locator("textarea").focus();
  await page.keyboard.type("exit 3\n");
  await expect(terminal(page, "gpu-a01")).toContainText("Ended with exit code 3");
  await page.getByRole("button", { name: "Open again" }).click();
  await expect(terminal(page, "gpu-a01")).not.toContainText("Ended with");
  await expect(shown).toContainText(/exit 3.*simulated.*ops@gpu-a01:~\$/s);

  await page.getByRole("button", { name: "Close the terminal on gpu-a01" }).click();
  await expect(terminal(page, "gpu-a01")).toHaveCount(0);

  const processes = page.getByRole("table", { name: "Processes on GPU" });
  await processes
    .getByRole("button", { name: /^Terminal in the container of process/ })
    .first()
    .press("Enter");
  await expect(page.getByRole("region", { name: /^Terminal on vllm-\d on gpu-a01$/ })).toContainText("root@");
});

test("it is on record that one was opened, and the keyboard gets into it and out", async ({ open }) => {
  const page = await open("#/hosts");
  await expect(page.getByRole("button", { name: "Terminal on gpu-b01" })).toBeVisible();
  await page.getByRole("row", { name: /gpu-b01/ }).click();
  await page.keyboard.press("`");
  await expect(screenOf(page, "gpu-b01")).toContainText(prompt("gpu-b01"));
  await page.keyboard.press("Control+`");
  await expect(terminal(page, "gpu-b01")).toHaveCount(0);
  await page.keyboard.press("Control+`");
  await expect(screenOf(page, "gpu-b01")).toContainText(prompt("gpu-b01"));
  await page.keyboard.type("echo be''fore\n");
  await expect(screenOf(page, "gpu-b01")).toContainText("be''fore");
  // The terminal lives in the console: a page that is loaded anew shows it again.
  await page.reload();
  await expect(screenOf(page, "gpu-b01")).toContainText("be''fore");
  await terminal(page, "gpu-b01").locator("textarea").focus();
  await page.keyboard.type("hostname\n");
  await expect(screenOf(page, "gpu-b01")).toContainText(/hostname\s*gpu-b01/);

  // What a program prints cannot write the clipboard or name the window, and its links lead to the web alone.
  await page.evaluate(() => navigator.clipboard.writeText("mine"));
  const title = await page.title();
  await page.keyboard.type(
    "printf '\\e]52;c;aGFja2Vk\\a\\e]2;owned\\a\\e]8;;javascript:alert(1)\\alink\\e]8;;\\a\\n'\n",
  );
  await expect(screenOf(page, "gpu-b01")).toContainText(/'\s*link/);
  await screenOf(page, "gpu-b01")
    .getByText("link", { exact: true })
    .last()
    // The screen that takes the mouse lies over the rows.
    .click({ force: true, modifiers: ["Control"] });
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("mine");
  expect(await page.title()).toBe(title);
  expect(page.context().pages()).toHaveLength(1);

  await terminal(page, "gpu-b01").locator("textarea").focus();
  await page.keyboard.press("Control+Shift+E");
  await expect(terminal(page, "gpu-b01")).toHaveCount(2);
  await expect(terminal(page, "gpu-b01").nth(1).locator("textarea")).toBeFocused();
  await page.keyboard.press("Control+Shift+ArrowLeft");
  await expect(terminal(page, "gpu-b01").nth(0).locator("textarea")).toBeFocused();
  await page.keyboard.press("Control+F6");
  await expect(page.getByRole("tab", { name: /gpu-b01/ })).toBeFocused();
  await page.evaluate(() => {
    window.location.hash = "#/audit";
  });
  await expect(page.getByRole("row", { name: /terminal\.opened .*gpu-b01/ }).first()).toBeVisible();
});

test("hosts that are typed into together are named, and what is pasted into them is shown first", async ({ open }) => {
  const page = await open("#/hosts");
  await page.getByRole("button", { name: "Terminal", exact: true }).click();
  const chooser = page.getByRole("dialog", { name: "Open a terminal" });
  await chooser.getByRole("button", { name: /^Hosts:/ }).click();
  await page.getByRole("option", { name: "gpu-a01" }).click();
  await page.getByRole("option", { name: "gpu-b01" }).click();
  await page.keyboard.press("Escape");
  await chooser.getByRole("checkbox", { name: "Type into all of them at once" }).press("Space");
  await expect(chooser.getByRole("list", { name: "Chosen hosts" })).toContainText("prod");
  await chooser.getByRole("button", { name: "Open 2 terminals" }).click();
  for (const host of ["gpu-a01", "gpu-b01"]) await expect(screenOf(page, host)).toContainText(prompt(host));
  await expect(page.getByText("What you type goes to gpu-a01, gpu-b01")).toBeVisible();
  await page.keyboard.type("echo both\n");
  for (const host of ["gpu-a01", "gpu-b01"]) await expect(screenOf(page, host)).toContainText(/both\s*both/);

  await page.evaluate(() => navigator.clipboard.writeText("echo one\necho two\u001b[201~\n"));
  await page.keyboard.press("Control+Shift+V");
  const review = page.getByRole("dialog", { name: "Paste 2 lines into 2 terminals" });
  await expect(review).toContainText("1 control character was taken out");
  await expect(review.getByRole("list", { name: "Pasted into" })).toContainText("gpu-b01");
  await expect(screenOf(page, "gpu-a01")).not.toContainText("one");
  await review.getByRole("button", { name: "Paste 2 lines" }).click();
  for (const host of ["gpu-a01", "gpu-b01"]) await expect(screenOf(page, host)).toContainText(/one.*two/s);
});
