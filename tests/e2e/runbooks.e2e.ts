import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { accessFolder, createGrant } from "../../electron/services/access/accessFiles.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./fixtures.ts";

// Two of the sixteen hosts have a jammed server: a restart clears one of them, the other one jams again.
test.use({ fleetOptions: { hosts: 16, firstRun: false } });
test.describe.configure({ mode: "serial" });

const region = (page: Page, name: string | RegExp) => page.getByRole("region", { name });

async function review(page: Page, host: string): Promise<void> {
  await page.getByRole("button", { name: "Review and run" }).click();
  await expect(page.getByText("Choose a target: then it is asked.")).toBeVisible();
  await page.getByRole("button", { name: "Targets: Choose hosts" }).click();
  await page.getByRole("option", { name: host }).click();
  await page.keyboard.press("Escape");
  await expect(region(page, "Dry run")).toContainText("sudo -n systemctl restart vllm.service");
}

async function confirm(page: Page, host: string): Promise<void> {
  const panel = region(page, "Confirm for production");
  const run = panel.getByRole("button", { name: "Run in production" });
  await expect(run).toBeDisabled();
  const unlock = panel.getByRole("button", { name: "Open write mode for prod" });
  if (await unlock.isVisible()) {
    await unlock.click();
    const dialog = page.getByRole("dialog", { name: "Write mode" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("INC-2291");
    await dialog.getByRole("button", { name: "Open for 15 minutes" }).click();
  }
  await expect(page.getByRole("banner").getByRole("button", { name: /^Write/ })).toBeVisible();
  await panel.getByRole("textbox", { name: "Name" }).fill(host.slice(0, -1));
  await panel.getByRole("textbox", { name: "Reason" }).fill("INC-2291, the queue is long");
  await expect(run).toBeDisabled();
  await panel.getByRole("textbox", { name: "Name" }).fill(host);
  await run.click();
  await expect(page).toHaveURL(/#\/runs\/[0-9a-f]{16}$/);
}

async function openRunbook(page: Page): Promise<void> {
  await page
    .getByRole("table", { name: "Runbooks" })
    .getByRole("link", { name: "Relieve a jammed model server" })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Relieve a jammed model server");
}

test("a runbook is read, reviewed, confirmed by name, run, and verified by the metric", async ({ open }, info) => {
  test.setTimeout(180_000);
  const page = await open("#/runbooks");
  await expect(page.getByRole("banner").getByRole("button", { name: "Read-only" })).toBeVisible();
  const listed = page.getByRole("table", { name: "Runbooks" });
  for (const title of ["Drain a GPU host", "Restart a container", "Roll a deployment back"])
    await expect(listed.getByRole("row", { name: title })).toHaveCount(1);
  await openRunbook(page);
  await expect(region(page, "Runbook").getByRole("cell", { name: "all of the chat model" })).toBeVisible();
  await review(page, "gpu-a02");
  await expect(region(page, "Preflight")).toContainText("The queue is long indeed");
  await expect(region(page, "Blast radius")).toContainText("1 of 4");
  await expectAccessible(page, info, "review-dark");
  await confirm(page, "gpu-a02");
  await expect(page.getByRole("list", { name: "Output" })).toContainText("$ sudo -n systemctl restart vllm.service");
  await expectAccessible(page, info, "run-dark");
  await expect(page.getByText("Verified", { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(region(page, "Verification")).toContainText("Passed");
  await page.getByRole("link", { name: "All of it" }).click();
  const audit = page.getByRole("table", { name: "Audit" });
  await expect(audit).toContainText("run.ended");
  await expect(audit).toContainText("verdict=passed");
  await expect(page.getByText("Chain holds")).toBeVisible();
  await expectAccessible(page, info, "audit-dark");
});

test("a run whose metric does not recover is not called done, and is taken back", async ({ open }, info) => {
  test.setTimeout(180_000);
  const page = await open("#/settings");
  await page.getByRole("radiogroup", { name: "Theme" }).getByText("Light").click();
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Runbooks" }).click();
  await expectAccessible(page, info, "runbooks-light");
  await openRunbook(page);
  await expectAccessible(page, info, "runbook-light");
  await review(page, "gpu-a03");
  await expectAccessible(page, info, "review-light");
  await confirm(page, "gpu-a03");
  await expect(page.getByText("Verification failed", { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole("link", { name: "restart-model-server" })).toBeVisible();
  await expectAccessible(page, info, "failed-light");
  await page.getByRole("button", { name: "Undo" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo the run" });
  const commands = dialog.getByRole("region", { name: "Undo on gpu-a03" });
  await expect(commands).toContainText("POST http://127.0.0.1:8000/undrain");
  await expect(commands).toContainText("stays done: Restart the server");
  await expectAccessible(page, info, "undo-light");
  await dialog.getByRole("textbox", { name: "Name" }).fill("gpu-a03");
  await dialog.getByRole("button", { name: "Undo on 1 host" }).click();
  await expect(page.getByRole("list", { name: "Targets" })).toContainText("taken back", { timeout: 30_000 });
});

test("a file that was edited since the review is refused, and what was typed confirms nothing more", async ({
  open,
  fleet,
}) => {
  const page = await open("#/runbooks/relieve-jammed-server/review?host=gpu-a02");
  await expect(region(page, "Dry run")).toContainText("sudo -n systemctl restart vllm.service");
  const unlock = page.getByRole("button", { name: "Open write mode for prod" });
  if (await unlock.isVisible()) {
    await unlock.click();
    const dialog = page.getByRole("dialog", { name: "Write mode" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("INC-2291");
    await dialog.getByRole("button", { name: "Open for 15 minutes" }).click();
  }
  const warnings = region(page, "Preflight").getByRole("checkbox", { name: "Accepted" });
  for (const box of await warnings.all()) await box.check({ force: true });
  const panel = region(page, "Confirm for production");
  const name = panel.getByRole("textbox", { name: "Name" });
  await panel.getByRole("textbox", { name: "Reason" }).fill("INC-2291, edited meanwhile");
  await name.fill("gpu-a02");
  await expect(panel.getByRole("button", { name: "Run in production" })).toBeEnabled();
  appendFileSync(join(fleet.workspaceFolder, "runbooks", "relieve-jammed-server.md"), "\nEdited.\n");
  await name.press("Enter");
  await expect(panel.getByRole("alert")).toContainText("The runbook's file was changed since the review");
  await expect(name).toHaveValue("");
  await expect(page).toHaveURL(/review/);
});

test("a job of Rundeck's becomes a draft that says what is left to do, and does not run before", async ({ open }) => {
  const page = await open("#/runbooks");
  await page.getByLabel("Jobs of Rundeck in YAML").setInputFiles({
    name: "jobs.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(
      "- name: Rotate logs\n  sequence:\n    commands:\n      - exec: sudo logrotate --force /etc/logrotate.conf\n",
    ),
  });
  const dialog = page.getByRole("dialog", { name: "Drafts from Rundeck" });
  await expect(dialog).toContainText("runbooks/rotate-logs.md");
  await dialog.getByRole("link", { name: "rotate-logs" }).click();
  await expect(page.getByRole("alert")).toContainText("verified by a metric");
  await expect(page.getByRole("button", { name: "Review and run" })).toHaveCount(0);
});

test("a viewer sees runbooks and runs none", async ({ browser, midwatch, dataFolder }) => {
  const token = createGrant(accessFolder(dataFolder), { name: "guest", role: "viewer", nowMs: 0 });
  const address = `${midwatch.origin}/?token=${token}#/runbooks/relieve-jammed-server/review?host=gpu-a02`;
  const signIn = () => fetch(`${midwatch.origin}/?token=${token}`, { redirect: "manual" });
  await expect.poll(async () => (await signIn()).status).toBe(303);
  const page = await browser.newPage();
  await page.goto(address);
  await expect(page.getByRole("banner").getByRole("button", { name: "guest, viewer" })).toBeVisible();
  const panel = region(page, "Confirm for production");
  await expect(panel).toContainText("guest is a viewer: an operator runs it.");
  await expect(panel.getByRole("button", { name: "Run in production" })).toBeDisabled();
  await expect(panel.getByRole("button", { name: /Open write mode/ })).toHaveCount(0);
  await page.getByRole("banner").getByRole("button", { name: "guest, viewer" }).click();
  const dialog = page.getByRole("dialog", { name: "Write mode" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("INC-2291");
  await expect(dialog.getByRole("button", { name: "Open for 15 minutes" })).toBeDisabled();
  await page.close();
});
