/** `npm run dev`: the demo fleet behind the headless host, rebuilt and restarted as sources change. */
import { type ChildProcess, spawn } from "node:child_process";
import { context } from "esbuild";
import { bundleOptions, entries } from "./bundles.ts";
import { dist, root } from "./paths.ts";

let child: ChildProcess | null = null;

function restart(): void {
  child?.kill("SIGTERM");
  child = spawn(process.execPath, [`${dist}/demo.cjs`, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
}

const bundles = await context({
  ...bundleOptions(Object.keys(entries)),
  plugins: [
    { name: "restart", setup: (build) => build.onEnd((result) => void (result.errors.length === 0 && restart())) },
  ],
});
await bundles.watch();

const { build } = await import("vite");
await build({ configFile: `${root}build/vite.config.ts`, logLevel: "warn", build: { watch: {} } });
