/** `npm start`: the desktop window where Electron's binary is there or can be had, else the same UI in the browser. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dist, root } from "./paths.ts";

const installer = `${root}node_modules/electron/install.js`;

/** Electron's executable, or null. Never by `require("electron")`, which downloads as a side effect. */
export function electronBinary(): string | null {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const pathFile = `${root}node_modules/electron/path.txt`;
  if (override && existsSync(pathFile)) return `${override}/${readFileSync(pathFile, "utf8").trim()}`;
  if (!existsSync(pathFile)) return null;
  const file = `${root}node_modules/electron/dist/${readFileSync(pathFile, "utf8").trim()}`;
  return existsSync(file) ? file : null;
}

function run(
  command: string,
  args: readonly string[],
  options: { readonly quiet: boolean; readonly timeoutMs?: number },
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: options.quiet ? "ignore" : "inherit",
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    });
    child.on("error", () => resolve(127));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  if (!electronBinary() && existsSync(installer)) {
    process.stderr.write("Downloading Electron once...\n");
    await run(process.execPath, [installer], { quiet: true, timeoutMs: 300_000 });
  }
  const binary = electronBinary();
  if (binary) {
    const { buildBundles, buildRenderer } = await import("./build.ts");
    const { entries } = await import("./bundles.ts");
    await Promise.all([buildBundles(Object.keys(entries)), buildRenderer()]);
    process.exitCode = await run(binary, [`${dist}/desktop.cjs`, ...args], { quiet: false });
  } else {
    process.stderr.write(
      "Electron is not installed and could not be downloaded: serving the same console to your browser.\n",
    );
    process.exitCode = await run(process.execPath, [`${root}build/run.ts`, "headless", ...args], { quiet: false });
  }
}
