import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seedPast } from "../../electron/demo/past/seedPast.ts";
import { expectAccessible } from "./accessible.ts";
import { test as base, expect } from "./fixtures.ts";

// The workspace is changed, and the console has a past: a fleet of its own.
const test = base.extend({
  dataFolder: [
    async ({ fleet }, use) => {
      const folder = join(fleet.folder, "data");
      seedPast(folder, { hosts: 4, seed: 1, scenario: null }, Date.now());
      await use(folder);
    },
    { scope: "worker" },
  ],
});
test.use({ fleetOptions: { hosts: 4, firstRun: false } });

test("a budget is shown with its past, its arithmetic and its causes, and its rules are taken along", async ({
  open,
}, info) => {
  const page = await open("#/watch");
  await expect(page.getByRole("table", { name: "Services", exact: true })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  const slos = page.getByRole("table", { name: "SLOs", exact: true });
  await expect(slos.getByRole("row", { name: /chat-llm-70b latency/ })).toContainText(/\d+\.\d %/);
  await slos.getByRole("row", { name: /chat-llm-70b latency/ }).click();
  await expect(page.getByRole("heading", { name: "Latency SLO" })).toBeVisible();
  await expect(page.getByLabel("Figures of the SLO")).toContainText(/Budget left\d+\.\d %.* of .* events/);
  const budget = page.getByRole("region", { name: "Error budget", exact: true });
  await expect(budget.getByRole("img", { name: /^Error budget from \d+ \w+ to / })).toBeVisible();
  await expect(page.getByRole("region", { name: "How it is counted" })).toContainText(/allows 1 % of [\d,]+ events/);
  const causes = page.getByRole("region", { name: "Budget spent by cause" });
  await expect(causes).toContainText("Background, no incident");
  await expect(causes).toContainText("v2.16.0 → v2.16.1");
  await expect(causes).toContainText("XID 79");
  await expect(page.getByRole("table", { name: "Burn rates" }).getByRole("row")).toHaveCount(5);
  await expect(page.getByRole("list", { name: "Policy" })).toContainText("Feature freeze, fixes only");
  await expectAccessible(page, info, "slos");

  const windows = page.getByRole("radiogroup", { name: "Budget over" });
  await windows.getByText("90 d", { exact: true }).click();
  await expect(page.getByLabel("Figures of the SLO")).toContainText("90 d rolling");
  await expect(budget).toContainText("% of the 90 d budget left");
  await windows.getByText("30 d", { exact: true }).click();
  await expect(budget).toContainText("% of the 30 d budget left");

  await budget.getByRole("button", { name: "Show the budget as a table" }).click();
  await expect(page.getByRole("table", { name: "Error budget by day" }).getByRole("row")).not.toHaveCount(1);

  await page.getByRole("button", { name: "Export rules" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Rules of all SLOs as a PrometheusRule manifest" }).click();
  const file = await (await downloading).path();
  expect(readFileSync(file, "utf8")).toContain("sloth-slo-alerts-chat-llm-70b-latency");
});

test("an SLO is written by the form, read from its file, and a broken file is told by its line", async ({
  open,
  fleet,
}) => {
  const page = await open("#/slos");
  await page.getByRole("button", { name: "New SLO" }).click();
  const dialog = page.getByRole("dialog", { name: "New SLO" });
  await dialog.getByRole("textbox", { name: "Service" }).fill("llm-gateway");
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("chat");
  await dialog
    .getByRole("textbox", { name: "Counter of all events" })
    .fill('http_requests_total{handler="/v1/chat/completions"}');
  await dialog.getByRole("textbox", { name: "Labels of the bad ones" }).fill('status="5xx');
  await expect(dialog.getByRole("alert")).toContainText("error_query");
  await dialog.getByRole("textbox", { name: "Labels of the bad ones" }).fill('status="5xx"');
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Save to the workspace" }).click();
  const slos = page.getByRole("table", { name: "SLOs", exact: true });
  await expect(slos.getByRole("row", { name: /llm-gateway/ })).toHaveCount(3, { timeout: 15_000 });
  const file = join(fleet.workspaceFolder, "slos", "llm-gateway.yaml");
  expect(readFileSync(file, "utf8")).toContain("name: chat\n");

  const broken = join(fleet.workspaceFolder, "slos", "broken.yaml");
  writeFileSync(broken, "version: prometheus/v1\nservice: x\nslos: []\n");
  await expect(page.getByRole("region", { name: "Problems" })).toContainText(/slos\/broken\.yaml:3:\d+/, {
    timeout: 15_000,
  });
  rmSync(broken);
  await expect(page.getByRole("region", { name: "Problems" })).toHaveCount(0, { timeout: 15_000 });
});
