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

test("findings say what is wrong, worst first, and lead to the host", async ({ open }) => {
  const page = await open("#/watch");
  const findings = page.getByRole("table", { name: "Findings" });
  for (const [severity, target, words] of [
    ["Critical", "gpu-c02 GPU 5", "GPU 5 is lost"],
    ["Critical", "gpu-c02 GPU 5", "Xid 79 on GPU 5"],
    ["Critical", "gpu-d02", "Host is unreachable"],
    ["Warning", "gpu-a02 GPU 2", "GPU 2 is throttled: thermal"],
    ["Warning", "gpu-b02 GPU 6", "GPU 6 has a row remap pending"],
    ["Warning", "gpu-a02", "log-shipper.service has failed"],
  ] as const) {
    const row = findings.getByRole("row").filter({ hasText: words }).filter({ hasText: target });
    await expect(row, words).toHaveCount(1);
    await expect(row).toContainText(severity);
  }
  const severities = await findings
    .getByRole("row")
    .getByRole("cell", { name: /^(Critical|Warning)$/ })
    .allTextContents();
  expect([...severities].sort()).toEqual(severities);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    /^(gpu-c02: GPU 5 is lost|gpu-c02: Xid 79 on GPU 5|gpu-d02: Host is unreachable)(, \d.*)?$/,
  );
  await expect(page.getByRole("region", { name: "State of the fleet" })).toContainText(/GPUs reporting\s*55\/56/);

  await findings
    .getByRole("row", { name: /row remap pending/ })
    .getByRole("button", { name: "Open host" })
    .click();
  await expect(page).toHaveURL(/#\/hosts\/gpu-b02$/);
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
