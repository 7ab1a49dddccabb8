import { join } from "node:path";
import { _electron, expect, test } from "@playwright/test";
import { dist, root } from "../../build/paths.ts";
import { electronBinary } from "../../build/start.ts";
import { startFleet } from "../harness/demoFleet.ts";

const binary = electronBinary();

test("the desktop window shows the fleet live", async () => {
  test.skip(
    binary === null,
    "Electron's binary is not here: it could not be downloaded (node_modules/electron/path.txt)",
  );
  const fleet = await startFleet({ hosts: 2, firstRun: false });
  const app = await _electron.launch({
    executablePath: binary ?? "",
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      join(dist, "desktop.cjs"),
      // Its workspace is the folder `workspace` in there, which is where the fleet wrote one.
      `--user-data-dir=${fleet.folder}`,
    ],
    cwd: root,
  });
  try {
    const page = await app.firstWindow();
    await expect(page.getByRole("gridcell", { name: /^gpu-a01 GPU 0, \d+ percent/ })).toBeVisible();
    expect(await page.evaluate(() => "require" in window || "process" in window)).toBe(false);
  } finally {
    await app.close();
    await fleet.stop();
  }
});
