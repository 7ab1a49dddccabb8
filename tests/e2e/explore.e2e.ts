import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, expectLive, inkOf, test } from "./fixtures.ts";

const editor = (page: Page, id = "A") => page.getByRole("textbox", { name: `Query ${id}` });
const series = (page: Page) => page.getByRole("table", { name: "Series" });
const chart = (page: Page) => page.getByRole("group", { name: /series as/ });

async function ask(page: Page, query: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(query);
  await page.keyboard.press("Control+Enter");
}

test("a query typed with completion is drawn live, by keyboard alone", async ({ open }) => {
  const page = await open("#/watch");
  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await expect(page.getByText("Ask in PromQL")).toBeVisible();
  await page.keyboard.press("e");
  await page.keyboard.type("sum by (instance) (nvidia_smi_power_dr");
  const offered = page.getByRole("option", { name: /nvidia_smi_power_draw_watts/ });
  await expect(offered).toBeVisible();
  await expect(page.getByText("Power that the GPU draws.")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(editor(page)).toHaveText("sum by (instance) (nvidia_smi_power_draw_watts)");
  await page.keyboard.press("Control+Enter");
  await expect(series(page).getByRole("rowheader", { name: "gpu-a01" })).toBeVisible();
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
  await expectLive(series(page).getByRole("row", { name: /gpu-a01/ }));
});

test("a metric with a colon is found without typing it", async ({ open }) => {
  const page = await open("#/explore");
  await editor(page).click();
  await page.keyboard.type("vllm_e2e_request_latency_seconds_cou");
  await expect(page.getByRole("option", { name: /vllm:e2e_request_latency_seconds_count/ })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(editor(page)).toHaveText("vllm:e2e_request_latency_seconds_count");
});

test("a broken query is told at its place, and the chart before it stays", async ({ open }) => {
  const page = await open("#/explore?q=node_load1");
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
  await ask(page, "sum by (instance) (rate(node_load1))");
  await expect(page.getByRole("alert")).toContainText("1:25");
  await expect(page.getByRole("alert")).toContainText("range");
  expect(await inkOf(chart(page))).toBeGreaterThan(20);
});

test("of several queries the wrong one's lines alone are dimmed, and not kept", async ({ open }) => {
  const page = await open("#/explore?q=node_load1&q=node_load5");
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
  await ask(page, "rate(node_load1)");
  await expect(page.getByRole("status").filter({ hasText: /^The chart shows A's run from \d/ })).toBeVisible();
  const opacityOf = (of: "A" | "B") =>
    series(page)
      .getByRole("row", { name: new RegExp(`^${of}: `) })
      .first()
      .evaluate((row) => getComputedStyle(row).opacity);
  expect(Number(await opacityOf("A"))).toBeLessThan(1);
  expect(await opacityOf("B")).toBe("1");
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Save CSV" }).click();
  const csv = await readFile(await (await saving).path(), "utf8");
  expect(csv).toContain("node_load5");
  expect(csv).not.toContain("node_load1{");
});

test("a metric that is not there is named, and one like it is a press away", async ({ open }) => {
  const page = await open("#/explore?q=sum(node_load11)%20or%20node_load_1");
  await expect(page.getByText(/node_load11.* is no metric/)).toBeVisible();
  await page.goto("about:blank");
  await open("#/explore?q=max(nvidia_smi_power_draw_watt)");
  await page.getByRole("button", { name: "Ask nvidia_smi_power_draw_watts" }).click();
  await expect(editor(page)).toHaveText("max(nvidia_smi_power_draw_watts)");
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
});

test("what is doubted about an answer stands below its query", async ({ open }) => {
  const page = await open("#/explore?q=rate(node_load1%5B5m%5D)");
  const said = page.getByRole("list", { name: "What the source says of the answer" });
  await expect(said).toContainText("node_load1");
  await expect(said.getByRole("img", { name: "Info" })).toBeVisible();
});

test("the address restores queries, form and what is hidden", async ({ open, page }) => {
  await open("#/explore?kind=table&q=node_load1&q=node_load5&h=B");
  await expect(editor(page, "B")).toContainText("node_load5");
  const latest = page.getByRole("table", { name: "Latest values" });
  await expect(latest.getByRole("row", { name: /gpu-a01/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Show query B" }).click();
  await expect(latest.getByRole("row", { name: /gpu-a01/ })).toHaveCount(2);
  await expect(page).toHaveURL(/q=node_load5$/);
  await page.goBack();
  await expect(latest.getByRole("row", { name: /gpu-a01/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Add query" }).click();
  await expect(editor(page, "C")).toBeFocused();
});

test("a legend's click leaves one series alone", async ({ open }) => {
  const page = await open("#/explore?q=node_load1");
  const pick = (host: string) => series(page).getByRole("button", { name: host });
  await pick("gpu-a01").click();
  await expect(series(page).getByRole("button", { pressed: true })).toHaveCount(1);
  await pick("gpu-a02").click({ modifiers: ["Control"] });
  await expect(series(page).getByRole("button", { pressed: true })).toHaveCount(2);
});

test("what is dragged over becomes the window of every screen", async ({ open }) => {
  const page = await open("#/explore?q=node_load1");
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
  const box = (await chart(page).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.4, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Zoomed" })).toBeVisible();
  await page.evaluate(() => {
    window.location.hash = "#/hosts/gpu-a01";
  });
  await expect(page.getByRole("button", { name: "Zoomed" })).toBeVisible();
  await page.getByRole("button", { name: "Zoomed" }).click();
  await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
});

test("a copied link restores the window, and a live one its range", async ({ open, page: first }) => {
  await first.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await open("#/explore?q=node_load1&range=1h");
  await expect(page.getByRole("button", { name: "Last 1 hour" })).toBeVisible();
  await expect(page).toHaveURL(/q=node_load1$/);
  const copied = async () => {
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "Copy link to this view" }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  expect(await copied()).toMatch(/#\/explore\?q=node_load1&range=1h$/);
  await page.keyboard.press("Equal");
  await expect(page).toHaveURL(/&from=\d+&to=\d+$/);
  const link = await copied();
  expect(link).toBe(page.url());
  await page.getByRole("button", { name: "Zoomed" }).click();
  await expect(page).toHaveURL(/q=node_load1$/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(page.getByRole("button", { name: "Zoomed" })).toBeVisible();
  expect(page.url()).toBe(link);
});

test("a picture says what was asked and what its lines are", async ({ open }) => {
  const page = await open("#/explore?q=node_load1");
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
  const drawn = await chart(page)
    .locator("canvas")
    .first()
    .evaluate(({ width, height }: HTMLCanvasElement) => ({ width, height }));
  await page.getByRole("button", { name: "Export" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Save picture" }).click();
  const png = await readFile(await (await saving).path());
  const size = { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
  expect(size.width).toBe(drawn.width);
  // A line for the query, one for its source and time, and at least one of the legend.
  expect(size.height).toBeGreaterThanOrEqual(drawn.height + 3 * 18);
});

test("events are marked, and told where the crosshair stands", async ({ open }) => {
  const page = await open("#/watch");
  await page.getByRole("button", { name: "Write a note" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Note").fill("Traffic moved to eu-2");
  await dialog.getByRole("button", { name: "Write note" }).click();
  await expect(dialog).toHaveCount(0);
  await page.evaluate(() => {
    window.location.hash = "#/explore?q=node_load1";
  });
  await expect.poll(() => inkOf(chart(page))).toBeGreaterThan(20);
  // From the newest sample back, and again: the mark may come after the crosshair went past its place.
  const readouts = async () => {
    await chart(page).blur();
    await chart(page).focus();
    const told: (string | null)[] = [];
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press("ArrowLeft");
      told.push(
        await page.evaluate(
          () =>
            new Promise<string | null>((resolve) => requestAnimationFrame(() => resolve(document.body.textContent))),
        ),
      );
    }
    return told.join("\n");
  };
  await expect.poll(readouts, { intervals: [0], timeout: 30_000 }).toContain("Traffic moved to eu-2");
});

test("a double click leaves a window, one without samples too", async ({ open }) => {
  const page = await open("#/hosts/gpu-a01");
  const gpus = page.getByRole("group", { name: "GPU util", exact: true });
  await expect.poll(() => inkOf(gpus)).toBeGreaterThan(5);
  const box = (await gpus.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [left, middle] = [box.x + box.width * 0.3, box.y + box.height / 2];
  await page.mouse.move(left, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, middle, { steps: 5 });
  await page.mouse.up();
  await expect(gpus).toContainText("nvidia-smi gave no value in this range.");
  await page.mouse.dblclick(box.x + box.width / 2, middle);
  await expect(page.getByRole("button", { name: /^Live/ })).toBeVisible();
});

test("the answers are kept as CSV", async ({ open }) => {
  const page = await open("#/explore?q=node_load1");
  await expect(series(page).getByRole("rowheader", { name: "gpu-a01" })).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const saving = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Save CSV" }).click();
  const file = await (await saving).path();
  const [head = "", ...rows] = (await readFile(file, "utf8")).split("\r\n");
  expect(head).toContain('node_load1{instance=""gpu-a01""');
  expect(rows.some((row) => /^\d{4}-.*Z,.*\d/.test(row))).toBe(true);
});

for (const kind of ["line", "bar", "heatmap", "stat", "table"]) {
  test(`Explore as ${kind} meets WCAG AA in both themes`, async ({ open }, info) => {
    const page = await open(`#/explore?kind=${kind}&q=node_load1`);
    await expect(page.getByText(/series$/).first()).toBeVisible();
    for (const theme of ["dark", "light"]) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      await expectAccessible(page, info, `explore-${kind}-${theme}`);
    }
  });
}

test("figures and tables keep the order of the answer, and a table's head orders it anew", async ({ open }) => {
  const page = await open(`#/explore?kind=table&q=${encodeURIComponent("sort(nvidia_smi_temperature_gpu)")}`);
  const values = async () => {
    const cells = await page
      .getByRole("table", { name: "Latest values" })
      .locator("tbody td:last-child")
      .allInnerTexts();
    return cells.map((text) => Number.parseFloat(text));
  };
  await expect.poll(async () => (await values()).length).toBeGreaterThan(4);
  const asked = await values();
  expect(asked).toEqual([...asked].sort((a, b) => a - b));
  await page.getByRole("button", { name: "Value" }).click();
  const turned = await values();
  expect(turned).toEqual([...turned].sort((a, b) => b - a));
});

test("a constant beside other queries is a limit on their chart", async ({ open }) => {
  const page = await open("#/explore?q=node_load1&q=vector(4)");
  const chart = page.getByRole("group", { name: /series as lines/ });
  await expect.poll(() => inkOf(chart)).toBeGreaterThan(20);
  await expect(page.getByRole("list", { name: "Queries" }).getByText("Limit")).toHaveCount(1);
  await expect(page.getByRole("table", { name: "Series" }).getByRole("rowheader")).not.toContainText(["value"]);
});
