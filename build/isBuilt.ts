import { existsSync, readdirSync, statSync } from "node:fs";
import { dist, root } from "./paths.ts";

const sources = ["shared", "electron", "renderer", "build", "package-lock.json"];

/** Builds all when a source is newer than dist/; `onBuild` is called before. */
export async function ensureBuilt(onBuild: () => void): Promise<void> {
  if (isBuilt()) return;
  onBuild();
  const { buildBundles, buildRenderer } = await import("./build.ts");
  const { entries } = await import("./bundles.ts");
  await Promise.all([buildBundles(Object.keys(entries)), buildRenderer()]);
}

/** True when every output of the build is newer than every source it is made from. */
function isBuilt(): boolean {
  const outputs = ["headless.cjs", "samplesWorker.cjs", "desktop.cjs", "preload.cjs", "renderer/index.html"].map(
    (name) => `${dist}/${name}`,
  );
  if (!outputs.every((file) => existsSync(file))) return false;
  const oldestOutputMs = Math.min(...outputs.map((file) => statSync(file).mtimeMs));
  return sources.every((source) => newestMs(`${root}${source}`) <= oldestOutputMs);
}

function newestMs(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(`${path}/${name}`)), 0);
}
