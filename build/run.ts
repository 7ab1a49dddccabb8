/** `npm run serve|demo|doctor|access|rules:test -- ARGS`: builds when sources are newer than dist/, then runs that bundle. */
import { runInPlace } from "./child.ts";
import { consoleFlags } from "./consoleEnvironment.ts";
import { ensureBuilt } from "./isBuilt.ts";
import { dist, root } from "./paths.ts";

const [name = "headless", ...args] = process.argv.slice(2);

await ensureBuilt(() => process.stderr.write("Building...\n"));
process.exitCode = await runInPlace(
  process.execPath,
  [...consoleFlags, `${dist}/${name}.cjs`, ...args],
  process.env.INIT_CWD ?? root,
);
