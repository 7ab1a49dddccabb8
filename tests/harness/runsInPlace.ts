import { runInPlace } from "../../build/child.ts";

/** A script as npm starts it: runs a program that prints its process id and goes on until it is stopped. */
const program = "console.log(process.pid); setInterval(() => {}, 1000)";
process.exitCode = await runInPlace(process.execPath, ["-e", program], process.cwd());
