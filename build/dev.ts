/** `npm run dev`: the demo fleet behind the headless host, rebuilt and restarted as sources change. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { context } from "esbuild";
import { bundleOptions, entries } from "./bundles.ts";
import { dist, root } from "./paths.ts";

let child: ChildProcess | null = null;
let restarting: Promise<void> = Promise.resolve();

async function stop(): Promise<void> {
  const running = child;
  child = null;
  if (!running || running.exitCode !== null) return;
  const ended = once(running, "exit");
  running.kill("SIGTERM");
  await ended;
}

/** One at a time: the next console needs the port of the last. */
function restart(): void {
  restarting = restarting.then(async () => {
    await stop();
    child = spawn(process.execPath, [`${dist}/demo.cjs`, ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
  });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void restarting.then(stop).then(() => process.exit(0)));
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
