import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { root } from "../../build/paths.ts";
import { startGrafana } from "../harness/grafana.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, inkOf, test } from "./fixtures.ts";

// Dashboards are written into the workspace: a fleet of its own.
test.use({ fleetOptions: { hosts: 6, firstRun: false } });

const fixture = join(root, "tests/fixtures/dashboards/gpuFleet.json");

async function importFleet(page: Page): Promise<void> {
  await page.getByLabel("Dashboard files").setInputFiles(fixture);
  const replace = page.getByRole("button", { name: "Replace the file" });
  await expect(page.getByRole("heading", { level: 1, name: "GPU fleet" }).or(replace)).toBeVisible();
  if (await replace.isVisible()) await replace.click();
  await expect(page.getByRole("heading", { level: 1, name: "GPU fleet" })).toBeVisible();
}

const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

test("a file is imported, shown live over SSH samples, and narrowed by a variable", async ({ open, fleet }) => {
  const page = await open("#/dashboards");
  await expect(page.getByText("No dashboards yet")).toBeVisible();
  await importFleet(page);
  expect(readFileSync(join(fleet.workspaceFolder, "dashboards/GPU-fleet.json"), "utf8")).toBe(
    readFileSync(fixture, "utf8"),
  );

  const chart = panel(page, "Utilisation");
  await expect.poll(() => inkOf(chart), { timeout: 20_000 }).toBeGreaterThan(200);
  await expect(panel(page, "Hottest GPU")).toContainText("°C");
  await expect(panel(page, "Memory").getByRole("row", { name: /gpu-a01 .* GiB/ })).toBeVisible();
  await expect(panel(page, "Hosts").getByRole("row", { name: /gpu-a01 .* GiB/ })).toBeVisible();
  await expect(panel(page, "About").getByRole("link", { name: "the runbook" })).toHaveAttribute(
    "href",
    "https://runbooks.example/gpu",
  );

  const variables = page.getByRole("region", { name: "Variables" });
  await variables.getByRole("button", { name: "Host: All" }).click();
  await page.getByRole("option", { name: "gpu-a01" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/var-instance=gpu-a01/);
  await expect(panel(page, "About")).toContainText("Shown: gpu-a01");
  await expect(panel(page, "Hosts").getByRole("row")).toHaveCount(2);
  await expect(panel(page, "Hosts").getByRole("row", { name: /gpu-a02/ })).toHaveCount(0);
  await expect(chart.getByRole("row", { name: /gpu-a02/ })).toHaveCount(0);

  // A link restores the view.
  await page.reload();
  await expect(variables.getByRole("button", { name: "Host: gpu-a01" })).toBeVisible();
  await expect(panel(page, "Hosts").getByRole("row")).toHaveCount(2);
});

test("several files at once stay in the list, and each that is there already is asked about", async ({ open }) => {
  const page = await open("#/dashboards");
  const board = (title: string) => ({
    name: `${title}.json`,
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify({ title, panels: [] })),
  });
  const input = page.getByLabel("Dashboard files");
  const links = page.getByRole("table", { name: "Dashboards" }).getByRole("row", { name: /Bare (one|two)/ });
  await input.setInputFiles([board("Bare one"), board("Bare two")]);
  await expect(links).toHaveCount(2);
  await input.setInputFiles([board("Bare one"), board("Bare two"), { ...board("x"), buffer: Buffer.from(" ") }]);
  await expect(page.getByText("x.json is empty")).toBeVisible();
  const replace = page.getByRole("button", { name: "Replace the file" });
  await replace.click();
  await replace.click();
  await expect(replace).toHaveCount(0);
  await links.first().getByText("Bare one").click();
  await expect(page.getByText("This dashboard has no panels")).toBeVisible();
});

test("a folded row asks nothing until it is opened, then repeats a panel for each host", async ({ open }) => {
  const page = await open("#/dashboards");
  await importFleet(page);
  const row = page.getByRole("button", { name: /One chart a host/ });
  await expect(row).toHaveAttribute("aria-expanded", "false");
  await expect(panel(page, "CPU of gpu-a01")).toHaveCount(0);
  await row.click();
  await expect(panel(page, "CPU of gpu-a01")).toBeVisible();
  await expect.poll(() => inkOf(panel(page, "CPU of gpu-a01")), { timeout: 20_000 }).toBeGreaterThan(50);
});

test("what was not converted is listed with its reason, and is no blank", async ({ open }) => {
  const page = await open("#/dashboards");
  await importFleet(page);
  await expect(panel(page, "Kernel log")).toContainText("cannot be shown here");
  await page.getByRole("button", { name: /not converted/ }).click();
  await expect(page.getByRole("table", { name: "Not converted" })).toContainText("Panels of the type logs");
  await expect(page.getByRole("row", { name: /Panels of the type logs/ })).toContainText("Kernel log");
});

test("a panel's query goes on in Explore", async ({ open }) => {
  const page = await open("#/dashboards");
  await importFleet(page);
  await page.getByRole("button", { name: "Utilisation: actions" }).click();
  await page.getByRole("menuitem", { name: "Open in Explore" }).click();
  await expect(page).toHaveURL(/#\/explore\?q=nvidia_smi_utilization_gpu_ratio/);
});

test("title and query are edited in the document, and exported with nothing else changed", async ({ open, fleet }) => {
  const page = await open("#/dashboards");
  await importFleet(page);
  await page.getByRole("button", { name: "Utilisation: actions" }).click();
  await page.getByRole("menuitem", { name: "Edit title and query" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit Utilisation" });
  await dialog.getByLabel("Title").fill("Load");
  await dialog.getByLabel("Query A").fill("midwatch_host_cpu_ratio");
  await page.keyboard.press("Control+Enter");
  await expect(panel(page, "Load")).toBeVisible();
  await expect.poll(() => inkOf(panel(page, "Load")), { timeout: 20_000 }).toBeGreaterThan(50);

  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const path = await (await downloaded).path();
  const expected = readFileSync(fixture, "utf8")
    .replace('"title": "Utilisation"', '"title": "Load"')
    .replace(
      /"expr": "nvidia_smi_utilization_gpu_ratio\{instance=~\\"\$instance\\",gpu=~\\"\$gpu\\"\}"/,
      '"expr": "midwatch_host_cpu_ratio"',
    );
  expect(readFileSync(path, "utf8")).toBe(expected);
  expect(readFileSync(join(fleet.workspaceFolder, "dashboards/GPU-fleet.json"), "utf8")).toBe(expected);
});

test("a file that is no dashboard is refused with its place", async ({ open }) => {
  const page = await open("#/dashboards");
  await page
    .getByLabel("Dashboard files")
    .setInputFiles({ name: "bad.json", mimeType: "application/json", buffer: Buffer.from('{\n  "panels": ]') });
  await expect(page.getByText("bad.json, line 2, column 13")).toBeVisible();
});

test("a file that is put into the folder appears by itself, a broken one with its problem", async ({ open, fleet }) => {
  const page = await open("#/dashboards");
  await importFleet(page);
  await page.keyboard.press("b");
  writeFileSync(join(fleet.workspaceFolder, "dashboards/broken.json"), '{"panels": [}');
  await expect(page.getByRole("row", { name: /broken\.json.*line 1, column 13/ })).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter dashboards" }).fill("fleet");
  await expect(page.getByRole("table", { name: "Dashboards" }).getByRole("row")).toHaveCount(2);
});

test("a dashboard is picked from a Grafana server of the workspace", async ({ open, fleet }) => {
  const grafana = await startGrafana({
    dashboards: new Map([
      ["gpu", { title: "Load of the fleet", folder: "Production" }],
      ["web", { title: "Web traffic" }],
    ]),
    documents: new Map([
      ["gpu", { ...(JSON.parse(readFileSync(fixture, "utf8")) as object), title: "Load of the fleet" }],
    ]),
  });
  const file = join(fleet.workspaceFolder, "midwatch.yaml");
  const before = readFileSync(file, "utf8");
  try {
    writeFileSync(file, `${before}\ngrafana:\n  - { name: eu, url: "http://127.0.0.1:${grafana.port}" }\n`);
    const page = await open("#/dashboards");
    await page.getByRole("button", { name: "From Grafana" }).click();
    const dialog = page.getByRole("dialog", { name: "Import from Grafana" });
    await dialog.getByRole("searchbox", { name: "Search dashboards" }).fill("fleet");
    await expect(dialog.getByRole("row")).toHaveCount(2);
    await dialog.getByRole("row", { name: /Load of the fleet Production/ }).click();
    await dialog.getByRole("button", { name: "Import Load of the fleet" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Load of the fleet" })).toBeVisible();
    await expect.poll(() => inkOf(panel(page, "Power")), { timeout: 20_000 }).toBeGreaterThan(50);

    await grafana.stop();
    await page.keyboard.press("b");
    await page.getByRole("button", { name: "From Grafana" }).click();
    await expect(dialog.getByRole("alert")).toContainText("cannot be reached");
  } finally {
    writeFileSync(file, before);
  }
});

for (const theme of ["dark", "light"] as const) {
  test(`a dashboard is accessible in the ${theme} theme`, async ({ open }, info) => {
    const page = await open("#/settings");
    await page
      .getByRole("radiogroup", { name: "Theme" })
      .getByText(theme === "dark" ? "Dark" : "Light")
      .click();
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await importFleet(page);
    await expect.poll(() => inkOf(panel(page, "Power")), { timeout: 20_000 }).toBeGreaterThan(50);
    await expectAccessible(page, info, `dashboard-${theme}`);
    await page.keyboard.press("n");
    await expect(page.getByRole("table", { name: "Not converted" })).toBeVisible();
    await expectAccessible(page, info, `dashboard-notes-${theme}`);
    await page.keyboard.press("b");
    await expect(page.getByRole("table", { name: "Dashboards" })).toBeVisible();
    await expectAccessible(page, info, `dashboards-${theme}`);
  });
}
