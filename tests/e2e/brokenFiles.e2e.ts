import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type HeadlessConsole, startHeadlessConsole } from "../harness/headlessConsole.ts";
import { expect, test } from "./fixtures.ts";

let folder: string;
let opened: HeadlessConsole | null = null;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midwatch-files-"));
});
test.afterEach(async () => {
  await opened?.stop();
  opened = null;
  rmSync(folder, { recursive: true, force: true });
});

async function start(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  opened = await startHeadlessConsole({
    workspaceFolder: folder,
    dataFolder: join(folder, "data"),
    sshConfigFile: join(folder, "ssh_config"),
  });
  await page.goto(opened.address);
}

const sshConfig = "Host a\n  HostName 127.0.0.1\n  Port 1\n";

test("a workspace that cannot be read is neither set up anew nor guessed at, and opens once it is right", async ({
  page,
}) => {
  await start(page, { ssh_config: sshConfig, "midwatch.yaml": "version: 1\nname: x\nhosts:\n- name: a\n  user: [\n" });
  const screen = page.getByRole("region", { name: "The workspace cannot be read" });
  await expect(screen).toContainText(`${folder}/midwatch.yaml`);
  await expect(screen.getByRole("listitem").first()).toContainText(/midwatch\.yaml:\d+:\d+/);
  await expect(page.getByText("Choose hosts to watch")).toHaveCount(0);

  writeFileSync(join(folder, "midwatch.yaml"), "version: 1\nname: mended\nhosts:\n  - name: a\n");
  await expect(page.getByRole("banner")).toContainText("mended");
  await expect(page.getByRole("grid", { name: "GPU fleet" })).toBeVisible();
});

test("First run says which line of the SSH configuration stops the hosts", async ({ page }) => {
  await start(page, { ssh_config: `${sshConfig}  NoSuchOption yes\n` });
  await expect(page.getByRole("alert")).toContainText(/1 of 1 hosts cannot be resolved: .*ssh_config.*line 4/);
});

test("First run says that the SSH configuration does not exist", async ({ page }) => {
  await start(page, {});
  await expect(page.getByRole("alert")).toContainText(`${join(folder, "ssh_config")} does not exist`);
});

test("a rule file with a fault is told above every screen until it is right: nothing of it is evaluated", async ({
  page,
}) => {
  await start(page, { ssh_config: sshConfig, "midwatch.yaml": "version: 1\nname: x\nhosts:\n  - name: a\n" });
  const banner = page.getByRole("alert").filter({ hasText: "Alerts may be missing" });
  await expect(page.getByRole("grid", { name: "GPU fleet" })).toBeVisible();
  await expect(banner).toHaveCount(0);
  const rule = (expr: string) => `groups: [{ name: g, rules: [{ alert: A, expr: "${expr}" }] }]\n`;
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "rules", "mine.yaml"), rule("sum("));
  await expect(banner).toContainText("mine.yaml:1:");
  await banner.getByRole("button", { name: "Open Rules" }).click();
  await expect(page.getByRole("region", { name: "Problems" })).toContainText("mine.yaml:1:");

  writeFileSync(join(folder, "rules", "mine.yaml"), rule("vector(1)"));
  await expect(banner).toHaveCount(0);
});
