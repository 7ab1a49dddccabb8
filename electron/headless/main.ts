/** The console for a browser: `--workspace DIR --data DIR --port PORT [--ssh-config FILE] [--demo]`. */
import "../host/smallHeap.ts";
import { dirname, resolve } from "node:path";
import { errorText } from "../../shared/base/errors.ts";
import { createHost } from "../host/createHost.ts";
import { jsonLinesLog } from "../services/jsonLinesLog.ts";
import { systemClock } from "../services/systemClock.ts";
import { startConsole } from "./console.ts";
import { type HeadlessOptions, parseOptions, passphraseVariable, usage } from "./options.ts";
import { readVersion, runAsProcess } from "./process.ts";

const bundleFolder = dirname(resolve(process.argv[1] ?? "."));
const log = jsonLinesLog(process.stderr, systemClock);

function readOptions(): HeadlessOptions | "help" | null {
  try {
    return parseOptions(process.argv.slice(2), process.env, process.platform);
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n\n${usage}`);
    process.exitCode = 2;
    return null;
  }
}

const options = readOptions();
if (options === "help") process.stdout.write(usage);
else if (options) {
  delete process.env[passphraseVariable];
  const setup = { createHost, bundleFolder, version: readVersion(bundleFolder), clock: systemClock, log };
  void runAsProcess(() => startConsole(options, setup), log);
}
