import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { parse } from "yaml";
import { expectAccessible } from "./accessible.ts";
import { expect, expectLive, hostCharts, inkOf, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 5, firstRun: true } });

const trusted = ["gpu-a01", "gpu-a02", "gpu-b01"];
const rowOf = (page: Page, host: string) => page.getByRole("row", { name: `Watch ${host} ` });

test("from nothing to a live host: choose, trust, watch, open", async ({ open, fleet }, info) => {
  const page = await open("");
  await expect(page).toHaveURL(/#\/setup$/);
  await expect(page.getByRole("heading", { name: "Choose hosts to watch" })).toBeVisible();
  await expect(page.getByText(fleet.sshConfigFile)).toBeVisible();

  for (const host of [...trusted, "gpu-c01"]) await expect(rowOf(page, host)).toContainText("New key, review");
  await expect(rowOf(page, "gpu-d01")).toContainText("Refused");
  for (const host of ["gpu-c01", "gpu-d01"]) {
    await page.getByRole("checkbox", { name: `Watch ${host}` }).setChecked(false, { force: true });
  }

  await expect(page.getByRole("heading", { name: "Trust gpu-a01?" })).toBeVisible();
  await expectAccessible(page, info, "setup");
  for (const host of trusted) {
    await rowOf(page, host).click();
    const review = page.getByRole("region", { name: `Host key of ${host}` });
    // Drawn in groups of four, which a person reads out.
    await expect.poll(async () => (await review.textContent())?.replace(/\s/g, "")).toContain(fleet.fingerprint(host));
    await review.getByRole("button", { name: "Trust and connect" }).click();
    await expect(rowOf(page, host)).toContainText("8 x H100");
  }
  await page.getByRole("textbox", { name: "Name" }).fill("night-fleet");
  await page.getByRole("button", { name: "Environment of the new hosts" }).click();
  await page.getByRole("option", { name: "Production" }).click();
  await page.getByRole("button", { name: "Watch 3 hosts" }).click();

  await expect(page).toHaveURL(/#\/watch$/);
  const cell = page
    .getByRole("grid", { name: "GPU fleet" })
    .getByRole("gridcell", { name: /^gpu-a01 GPU 3, \d+ percent/ });
  await expect(cell).toBeVisible();
  const before = await cell.getAttribute("aria-label");
  await expect.poll(() => cell.getAttribute("aria-label")).not.toBe(before);
  await cell.click();

  await expect(page).toHaveURL(/#\/hosts\/gpu-a01$/);
  await expect(page.getByRole("table", { name: "GPUs" }).getByRole("row")).toHaveCount(9);
  await expect(
    page.getByRole("table", { name: "Processes on GPU" }).getByRole("row", { name: /vllm serve/ }),
  ).toHaveCount(2);
  await expect(page.getByRole("table", { name: "Services" }).getByRole("row", { name: /nvidia-dcgm/ })).toBeVisible();
  await expectLive(page.getByRole("table", { name: "GPUs" }));
  for (const title of hostCharts) {
    const chart = page.getByRole("region", { name: title, exact: true });
    await expect.poll(() => inkOf(chart), title).toBeGreaterThan(8);
    await expect(chart).not.toContainText("No data");
  }
  await expectLive(page.getByRole("region", { name: "GPU power", exact: true }));

  const workspace: unknown = parse(readFileSync(join(fleet.workspaceFolder, "midwatch.yaml"), "utf8"));
  expect(workspace).toMatchObject({
    version: 1,
    name: "night-fleet",
    hosts: trusted.map((name) => ({ name, environment: "prod" })),
  });
  const known = readFileSync(fleet.knownHostsFile, "utf8").trim().split("\n").sort();
  const expected = trusted.map((host) => {
    const port = fleet.hosts.find(({ name }) => name === host)?.port;
    const [type, key] = readFileSync(join(fleet.folder, "hostkeys", `${host}.pub`), "utf8")
      .trim()
      .split(" ");
    return `[127.0.0.1]:${port} ${type} ${key}`;
  });
  expect(known).toEqual(expected.sort());
});
