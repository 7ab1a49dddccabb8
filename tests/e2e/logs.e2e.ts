import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

const lines = (page: Page) => page.getByRole("table", { name: "Log lines" });
const filter = (page: Page) => page.getByRole("textbox", { name: "Filter log lines" });
const rowCount = async (page: Page) => Number(await lines(page).getAttribute("aria-rowcount"));

test("lines of all hosts in one stream, live, filtered as one types", async ({ open }) => {
  const page = await open("#/watch");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(lines(page).getByRole("row").nth(5)).toBeVisible();
  await expect.poll(() => rowCount(page)).toBeGreaterThan(100);
  const before = await rowCount(page);
  await expect.poll(() => rowCount(page)).toBeGreaterThan(before);

  await page.keyboard.press("/");
  await page.keyboard.type("level>=warn cache");
  await expect(page).toHaveURL(/q=level%3E%3Dwarn\+cache/);
  await expect(lines(page).locator("mark").first()).toHaveText(/cache/i);
  await expect(lines(page).getByRole("cell", { name: "INFO" })).toHaveCount(0);
  await expect(page.getByRole("img", { name: /^Log volume: [\d,]+ warn/ })).toBeVisible();
});

test("a line is read in full by keys, its fields filter, and its host's metrics are one key away", async ({ open }) => {
  const page = await open("#/logs?q=AcceleratorError");
  await expect(
    lines(page)
      .getByRole("row", { name: /\+\d+ lines/ })
      .first(),
  ).toBeVisible();
  await page.locator("main table[aria-label='Log lines']").locator("xpath=..").focus();
  await page.keyboard.press("ArrowDown");
  const detail = page.getByRole("region", { name: "Line" });
  await expect(detail).toContainText("Traceback (most recent call last):");
  await expect(detail).toContainText("uncorrectable ECC error");
  await expect(page).toHaveURL(/line=[\d.]+-/);
  const whole = await detail.textContent();
  await page.reload();
  await expect(detail).toHaveText(whole ?? "");
  const host = (await lines(page).locator("[aria-current=true] td").nth(2).textContent()) ?? "";
  await detail.getByRole("button", { name: `Only host ${host}` }).click();
  await expect(page).toHaveURL(new RegExp(`host%3D${host}`));
  await page.keyboard.press("Escape");
  await page.goto(page.url().replace(/#.*/, `#/logs?host=${host}`));
  await expect(lines(page).getByRole("row").nth(2)).toBeVisible();
  await page.keyboard.press("m");
  await expect(page).toHaveURL(new RegExp(`hosts/${host}`));
  await expect(page.getByRole("heading", { level: 1, name: host })).toBeVisible();
  await page.keyboard.press("l");
  await expect(page).toHaveURL(new RegExp(`logs\\?host=${host}`));
});

test("a query leads to the logs of its series, and they to the host's metrics, by one key each", async ({ open }) => {
  const page = await open(`#/explore?q=${encodeURIComponent('up{instance="gpu-a01"}')}`);
  await expect(page.getByRole("table", { name: "Series" }).getByRole("row").nth(1)).toBeVisible();
  await page.getByRole("heading", { name: "Metrics" }).click();
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/#\/logs\?host=gpu-a01$/);
  await expect(lines(page).getByRole("row").nth(3)).toBeVisible();
  await page.keyboard.press("m");
  await expect(page).toHaveURL(/#\/hosts\/gpu-a01/);
});

test("the way back from metrics leads to the lines that were left, and from another host to that host's", async ({
  open,
}) => {
  const page = await open("#/logs?q=level%3E%3Dinfo&host=gpu-a01&host=gpu-a02");
  await expect(lines(page).getByRole("row").nth(3)).toBeVisible();
  const left = page.url();
  await page.keyboard.press("m");
  await expect(page.getByRole("heading", { level: 1, name: "gpu-a01" })).toBeVisible();
  await page.keyboard.press("l");
  await expect(page).toHaveURL(left);
  await expect(lines(page).getByRole("row").nth(3)).toBeVisible();
  await page.keyboard.press("m");
  await expect(page.getByRole("heading", { level: 1, name: "gpu-a01" })).toBeVisible();
  await page.keyboard.press("]");
  await expect(page.getByRole("heading", { level: 1, name: "gpu-a02" })).toBeVisible();
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/#\/logs\?host=gpu-a02$/);
});

test("the volume picks a window, which stands in the address and comes back from it", async ({ open }) => {
  const page = await open("#/logs?q=kv");
  const volume = page.getByRole("img", { name: /^Log volume/ });
  await expect(volume).toBeVisible();
  const box = (await volume.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width * 0.4, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await expect(page.getByRole("button", { name: "Zoomed" })).toBeVisible();
  const address = page.url();
  await page.getByRole("button", { name: "Leave this window" }).click();
  await expect(page).not.toHaveURL(/from=/);
  await page.goto("about:blank");
  await page.goto(address);
  await expect(page.getByRole("button", { name: "Zoomed" })).toBeVisible();
});

test("a place that is read holds still while lines come", async ({ open }) => {
  const page = await open("#/logs");
  await expect(lines(page).getByRole("row").nth(5)).toBeVisible();
  await page.keyboard.press("Space");
  const first = lines(page).getByRole("row").nth(1);
  const text = await first.textContent();
  await expect(page.getByRole("button", { name: /newer$/ })).toBeVisible();
  expect(await first.textContent()).toBe(text);
  await page.getByRole("button", { name: /newer$/ }).click();
  await expect(first).not.toHaveText(text ?? "");
});

for (const way of ["button", "key"]) {
  test(`from far below the newest lines are one press away, by ${way}`, async ({ open }) => {
    const page = await open("#/logs");
    await expect.poll(() => rowCount(page)).toBeGreaterThan(200);
    const scroller = lines(page).locator("xpath=..");
    const newer = page.getByRole("button", { name: /newer$/ });
    await scroller.evaluate((element) => element.scrollTo(0, 1500));
    await expect(newer).toBeVisible();
    if (way === "button") await newer.click();
    else await page.keyboard.press("n");
    await expect(newer).toHaveCount(0);
    expect(await scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    await expect(lines(page).locator("tr[aria-rowindex='2']")).toBeInViewport();
  });
}

test("a filter that cannot be is told at the field", async ({ open }) => {
  const page = await open("#/logs?q=level:loud");
  await expect(page.getByRole("alert")).toContainText("loud is no level");
  await filter(page).fill('{app="x"}');
  await expect(page.getByRole("paragraph").filter({ hasText: "LogQL needs a Loki" })).toBeVisible();
});

test("Logs meets WCAG AA in both themes, with patterns and with a line in full", async ({ open }, info) => {
  const page = await open("#/logs?q=status%3D504");
  await expect(page.getByRole("table", { name: "Message patterns" }).getByRole("row").nth(1)).toBeVisible();
  for (const theme of ["dark", "light"]) {
    await page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
    }, theme);
    await expectAccessible(page, info, `logs-${theme}`);
  }
  await lines(page).getByRole("row").nth(2).click();
  await expect(page.getByRole("table", { name: "Fields" })).toContainText("trace_id");
  await expectAccessible(page, info, "logs-line-light");
});

test("a shipper's configuration is read, and what it cannot give is told", async ({ open }) => {
  const page = await open("#/logs");
  const chooser = page.getByLabel("Configuration of Filebeat, Promtail or Alloy");
  const job = "static_configs: [{labels: {__path__: /var/log/vllm/*.log}}]\n    syslog: {listen_address: :1514}";
  await chooser.setInputFiles({
    name: "promtail-config.yml",
    mimeType: "text/yaml",
    buffer: Buffer.from(`scrape_configs:\n  - job_name: vllm\n    ${job}\n`),
  });
  const dialog = page.getByRole("dialog", { name: /configuration of promtail/ });
  await expect(dialog).toContainText("1 log and 0 servers found");
  await expect(dialog).toContainText("Not taken over: syslog of vllm");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
});
