import { _electron, expect, test } from "@playwright/test";
import { desktopObstacle } from "../../build/desktopObstacle.ts";
import { electronBinary } from "../../build/electronBinary.ts";
import { root } from "../../build/paths.ts";
import { startFleet } from "../harness/demoFleet.ts";

const binary = electronBinary();
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? ["--no-sandbox"] : [];
const obstacle = binary
  ? desktopObstacle({ platform: process.platform, environment: process.env, isRoot, args: asRoot })
  : "Electron's binary is not here: it could not be downloaded (node_modules/electron/path.txt)";

test("the desktop window shows the fleet live", async () => {
  test.skip(obstacle !== null, obstacle ?? "");
  const fleet = await startFleet({ hosts: 2, firstRun: false });
  const app = await _electron.launch({
    executablePath: binary ?? "",
    args: [
      ...asRoot,
      // The project's folder, not the bundle: Electron reads name and version from the package.json there.
      root,
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
