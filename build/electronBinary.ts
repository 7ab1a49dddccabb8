import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";

const electron = `${root}node_modules/electron`;
const downloadTimeoutMs = 180_000;

const executables: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "Electron.app/Contents/MacOS/Electron",
  win32: "electron.exe",
};

/**
 * Electron's executable, or null. Never by `require("electron")`, which downloads as a side effect. A folder of the
 * user's own (`ELECTRON_OVERRIDE_DIST_PATH`) counts alone.
 */
export function electronBinary(): string | null {
  const executable = executables[process.platform] ?? "electron";
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const file = join(override || `${electron}/dist`, executable);
  // The installer writes path.txt last: without it, what is there is not whole.
  return (override || existsSync(`${electron}/path.txt`)) && existsSync(file) ? file : null;
}

/** Electron's own installer, which checks the archive's digest: quiet, and not for ever. */
export function downloadElectron(onSlow: () => void): Promise<void> {
  return new Promise((resolve) => {
    const slow = setTimeout(onSlow, 3000);
    const child = spawn(process.execPath, [`${electron}/install.js`], { stdio: "ignore", timeout: downloadTimeoutMs });
    const done = () => {
      clearTimeout(slow);
      resolve();
    };
    child.on("error", done);
    child.on("exit", done);
  });
}
