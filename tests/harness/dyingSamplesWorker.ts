import { existsSync, writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";
import "../../electron/services/metrics/samplesWorker.ts";

/** The real worker, which the first time dies of an exception after its first flushes. */
const mark = `${workerData.databaseFile}.died`;
if (!existsSync(mark)) {
  setTimeout(() => {
    writeFileSync(mark, "");
    throw new Error("Dying on purpose");
  }, 500);
}
