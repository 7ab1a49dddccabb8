/** `npm start [-- ARGS]`: the desktop window where Electron's binary is there or can be had, else the same UI in the browser. */
import { runInPlace } from "./child.ts";
import { consoleFlags } from "./consoleEnvironment.ts";
import { desktopObstacle, headlessArguments } from "./desktopObstacle.ts";
import { downloadElectron, electronBinary } from "./electronBinary.ts";
import { ensureBuilt } from "./isBuilt.ts";
import { dist, root } from "./paths.ts";

const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);

/** The program to run a window with, or why there is none. */
async function findWindow(): Promise<{ readonly program: string } | { readonly obstacle: string }> {
  const isRoot = process.getuid?.() === 0;
  const obstacle = desktopObstacle({ platform: process.platform, environment: process.env, isRoot, args });
  if (obstacle) return { obstacle };
  if (!electronBinary() && !process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    await downloadElectron(() => say("Downloading Electron once..."));
  }
  const program = electronBinary();
  return program ? { program } : { obstacle: "Electron is not installed and could not be downloaded" };
}

const found = await findWindow();
if ("obstacle" in found) say(`${found.obstacle}: serving the same console to your browser.`);
await ensureBuilt(() => {});
// The project's folder, not the bundle: Electron reads name and version from the package.json there.
const [program, programArgs] =
  "program" in found
    ? [found.program, [root, ...args]]
    : [process.execPath, [...consoleFlags, `${dist}/headless.cjs`, ...headlessArguments(args)]];
process.exitCode = await runInPlace(program, programArgs, process.env.INIT_CWD ?? root);
