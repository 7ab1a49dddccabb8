import type { BuildOptions } from "esbuild";
import { dist, root } from "./paths.ts";

/** Output name to source, for everything that runs on Node or in Electron's main process. */
export const entries: Readonly<Record<string, string>> = {
  headless: "electron/headless/main.ts",
  doctor: "electron/headless/doctor/main.ts",
  auditVerify: "electron/headless/audit/main.ts",
  access: "electron/headless/access/main.ts",
  rules: "electron/headless/rules/main.ts",
  demo: "electron/demo/main.ts",
  demoFleet: "electron/demo/fleetMain.ts",
  samplesWorker: "electron/services/metrics/samplesWorker.ts",
  desktop: "electron/desktop/main.ts",
  preload: "electron/desktop/preload.ts",
};

/**
 * CommonJS: Electron waits for the whole graph of an ES module main before `ready`, and its sandboxed preload must be
 * one CommonJS script. Natives stay outside: they are loaded from node_modules (or unpacked from the asar).
 */
export function bundleOptions(names: readonly string[]): BuildOptions {
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [name, entries[name] ?? name])),
    outdir: dist,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    sourcemap: "linked",
    loader: { ".md": "text", ".yaml": "text" },
    legalComments: "none",
    logLevel: "warning",
    // cpu-features and ssh2's own crypto binding are optional accelerators that are not built.
    external: ["electron", "better-sqlite3", "node-pty", "cpu-features", "*.node"],
  };
}
