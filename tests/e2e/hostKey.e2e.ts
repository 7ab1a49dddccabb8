import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { expect, expectLive, test } from "./fixtures.ts";

test.use({ fleetOptions: { hosts: 3, firstRun: false } });

test("a host whose key changes while it is watched is refused, with no way past; others go on", async ({
  open,
  fleet,
}) => {
  const page = await open("#/hosts/gpu-a01");
  await expect(page.getByRole("table", { name: "GPUs" }).getByRole("row")).toHaveCount(9);
  const trustedFile = readFileSync(fleet.knownHostsFile, "utf8");
  const stored = fleet.fingerprint("gpu-a01");
  await fleet.order("key gpu-a01");
  const offered = fleet.fingerprint("gpu-a01");
  expect(offered).not.toBe(stored);

  const refused = page.getByRole("region", { name: "Host key of gpu-a01 changed" });
  await expect(refused).toContainText("Midwatch will not connect");
  const line = trustedFile.split("\n").findIndex((text) => text.includes(`:${fleet.hosts[0]?.port} `)) + 1;
  await expect(refused.getByRole("definition")).toHaveText([stored, offered, `${fleet.knownHostsFile}:${line}`]);
  await expect(refused.getByRole("button")).toHaveText(["Show how to verify"]);
  await expect(page.getByRole("button", { name: /trust|accept|ignore|override/i })).toHaveCount(0);

  // The last readings beside it are dimmed; this is news.
  const dimmed = (part: Locator) =>
    part.evaluate((element) => {
      let opacity = 1;
      for (let at: Element | null = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      return opacity < 1;
    });
  await expect.poll(() => dimmed(page.getByRole("table", { name: "Processes on GPU" }))).toBe(true);
  expect(await dimmed(refused)).toBe(false);

  // Trying again changes nothing.
  await page.keyboard.press("r");
  await expect(refused).toContainText(offered);
  expect(readFileSync(fleet.knownHostsFile, "utf8")).toBe(trustedFile);

  await page.keyboard.press("g");
  await page.keyboard.press("h");
  const hosts = page.getByRole("table", { name: "Hosts" });
  await expect(hosts.getByRole("row", { name: /^gpu-a01 / })).toContainText("Key changed");
  await expectLive(hosts.getByRole("row", { name: /^gpu-b01 / }));
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await expect(page.getByRole("table", { name: "Firing alerts" })).toContainText("The key of gpu-a01 has changed");
});
