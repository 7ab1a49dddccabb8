/** `npm run serve|demo|doctor -- ARGS`: builds when sources are newer than dist/, then runs that bundle. */
import { spawn } from "node:child_process";
import { isBuilt } from "./isBuilt.ts";
import { dist, root } from "./paths.ts";

const [name = "headless", ...args] = process.argv.slice(2);

if (!isBuilt()) {
  const { buildBundles, buildRenderer } = await import("./build.ts");
  const { entries } = await import("./bundles.ts");
  process.stderr.write("Building...\n");
  await Promise.all([buildBundles(Object.keys(entries)), buildRenderer()]);
}

const child = spawn(process.execPath, [`${dist}/${name}.cjs`, ...args], {
  cwd: process.env.INIT_CWD ?? root,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => {
  process.exitCode = code ?? (signal ? 128 : 1);
});
