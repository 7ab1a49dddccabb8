import { expect, test } from "./fixtures.ts";

test("every GPU has a cell, and what is wrong with one is in its name", async ({ open }) => {
  const page = await open("#/watch");
  const grid = page.getByRole("grid", { name: "GPU fleet" });
  await expect(grid.getByRole("gridcell")).toHaveCount(64);
  await expect(grid.getByRole("gridcell", { name: /^gpu-a02 GPU [23], \d+ percent, throttled$/ })).toHaveCount(2);
  await expect(grid.getByRole("gridcell", { name: "gpu-c02 GPU 5, lost" })).toBeVisible();
  await expect(grid.getByRole("gridcell", { name: /^gpu-b02 GPU 6, \d+ percent, row remap pending$/ })).toBeVisible();
  await expect(grid.getByRole("gridcell", { name: /^gpu-d02 GPU \d, host unreachable$/ })).toHaveCount(8);
  await expect(grid.getByRole("gridcell", { name: /^gpu-a01 GPU \d, \d+ percent$/ })).toHaveCount(8);
  const legend = page.getByRole("region", { name: "GPU fleet" });
  await expect(legend).toContainText(/Throttled\s*2.*GPU lost\s*1.*Host unreachable\s*1.*Row remap\s*1/);
});

test("the metric of the cells is chosen by button and by key", async ({ open }) => {
  const page = await open("#/watch");
  const cell = page.getByRole("gridcell", { name: /^gpu-a01 GPU 0, / });
  const units: readonly (readonly [string, RegExp])[] = [
    ["Temp", /, \d\d degrees$/],
    ["Power", /, \d+ watts$/],
    ["SM clock", /, \d+ megahertz$/],
    ["Memory", /, \d+ percent$/],
  ];
  for (const [metric, words] of units) {
    await page.getByText(metric, { exact: true }).click();
    await expect(page.getByRole("radio", { name: metric })).toBeChecked();
    await expect(cell).toHaveAccessibleName(words);
  }
  await page.keyboard.press("m");
  await expect(page.getByRole("radio", { name: "Power" })).toBeChecked();
  await expect(cell).toHaveAccessibleName(/watts$/);
});

test("what hosts show stands among the alerts, worst first, once for each fault", async ({ open }) => {
  const page = await open("#/watch");
  await page.getByRole("button", { name: "List all" }).click();
  const alerts = page.getByRole("table", { name: "Firing alerts" });
  // By the host itself, or by a rule that began to fire about the same.
  for (const [severity, target, words] of [
    ["Critical", "gpu-c02 GPU 5", /GPU 5 (is lost|does not answer)/],
    ["Critical", "gpu-c02", /Xid 79 on GPU/],
    ["Critical", "gpu-d02", /Host is unreachable|The host does not answer/],
    ["Warning", "gpu-a02 GPU 2", /GPU 2 (is throttled: thermal|slowed by its hardware)/],
    ["Warning", "gpu-a02", /log-shipper.service has failed/],
  ] as const) {
    const row = alerts.getByRole("row").filter({ hasText: words }).filter({ hasText: target });
    await expect(row, String(words)).toHaveCount(1);
    await expect(row).toContainText(severity);
    await expect(row.getByRole("button", { name: "Investigate" })).toBeVisible();
  }
  const severities = await alerts
    .getByRole("row")
    .getByRole("cell", { name: /^(Critical|Warning|Info)$/ })
    .allTextContents();
  const order = ["Critical", "Warning", "Info"];
  expect([...severities].sort((a, b) => order.indexOf(a) - order.indexOf(b))).toEqual(severities);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    /^(gpu-c02: GPU 5 (is lost|does not answer)|gpu-d02: (Host is unreachable|The host does not answer))( for \d.*)?$/,
  );
  await expect(page.getByRole("region", { name: "State of the fleet" })).toContainText(/GPUs reporting\s*55\/56/);
});

test("alerts are narrowed by text from the key / on, in groups and one by one, and Esc ends it", async ({ open }) => {
  const page = await open("#/watch");
  const panel = page.getByRole("region", { name: "Firing alerts" });
  const field = panel.getByRole("searchbox", { name: "Filter alerts" });
  const rows = panel.getByRole("table", { name: "Firing alerts" }).getByRole("rowheader");
  await expect(rows.filter({ hasText: "ServiceFailed" })).toBeVisible();
  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await page.keyboard.type("log-shipper INSTANCE=gpu-a02");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("ServiceFailed");
  await expect(panel).toContainText(/1 of \d+ shown/);
  await page.getByRole("button", { name: "List all" }).click();
  await expect(rows).toHaveCount(1);

  await field.fill("no such words");
  await expect(panel).toContainText(/0 of \d+ shown/);
  await expect(panel).toContainText("No firing alert matches the filter.");
  await panel.getByRole("button", { name: /^Show all \d+$/ }).click();
  await expect(panel.locator("tr:focus")).toHaveCount(1);
  await expect(rows.nth(2)).toBeVisible();

  await field.fill("log-shipper");
  await page.keyboard.press("Escape");
  await expect(field).toHaveValue("");
  await expect(field).not.toBeFocused();
  await expect(panel).not.toContainText("shown");
  // Letters are keys again.
  await expect(panel.locator("tr:focus")).toHaveCount(0);
  await page.keyboard.press("j");
  await expect(panel.locator("tr:focus")).toHaveCount(1);
});

test("a step back from what was looked into finds the filter and the alert in hand again; Watch itself begins anew", async ({
  open,
}) => {
  const page = await open("#/watch");
  const panel = page.getByRole("region", { name: "Firing alerts" });
  const field = panel.getByRole("searchbox", { name: "Filter alerts" });
  const rows = panel.getByRole("table", { name: "Firing alerts" }).getByRole("rowheader");
  await panel.getByRole("button", { name: "List all" }).click();
  await field.fill("gpu-c02");
  await expect(rows.nth(1)).toBeVisible();
  const inHand = panel.locator('tr[aria-current="true"]');
  await rows.nth(1).click();
  await expect(inHand).toHaveCount(1);
  const words = await inHand.getByRole("rowheader").textContent();
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate/);
  await page.goBack();
  await expect(field).toHaveValue("gpu-c02");
  await expect(panel.getByRole("button", { name: "Group by name" })).toBeVisible();
  await expect(inHand.getByRole("rowheader")).toHaveText(words ?? "");

  await page.getByRole("link", { name: /^Watch/ }).click();
  await expect(field).toHaveValue("");
  await expect(panel.getByRole("button", { name: "List all" })).toBeVisible();
});

test("alerts are walked, claimed and looked into by keys alone", async ({ open }) => {
  const page = await open("#/watch");
  const row = page.getByRole("table", { name: "Firing alerts" }).getByRole("row", { name: /ServiceFailed/ });
  await expect(row).toBeVisible();
  await page.keyboard.press("j");
  for (let moves = 0; moves < 30 && !(await row.evaluate((one) => one === document.activeElement)); moves += 1) {
    await page.keyboard.press("j");
  }
  await expect(row).toBeFocused();
  await page.keyboard.press("k");
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  const dialog = page.getByRole("dialog", { name: "Claim ServiceFailed" });
  await dialog.getByLabel("Name").fill("ana");
  await page.keyboard.press("Enter");
  await expect(row.getByRole("button", { name: "ServiceFailed is claimed by ana" })).toBeVisible();
  await expect(row).toBeFocused();
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/#\/investigate\?alert=.*host=gpu-a02/);
});

test("arrows walk the cells and Enter opens the host", async ({ open }) => {
  const page = await open("#/watch");
  const cell = (host: string, gpu: number) => page.getByRole("gridcell", { name: new RegExp(`^${host} GPU ${gpu},`) });
  await expect(cell("gpu-a01", 0)).toBeVisible();
  await page.keyboard.press("h");
  await expect(cell("gpu-a01", 0)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(cell("gpu-a01", 1)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(cell("gpu-a02", 1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(cell("gpu-a01", 0)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/hosts\/gpu-a02$/);
});
