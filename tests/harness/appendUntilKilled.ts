import { silentLog } from "../../electron/services/log.ts";
import { createMetricsService } from "../../electron/services/metrics/createMetricsService.ts";
import { systemClock } from "../../electron/services/systemClock.ts";
import { SampleRow } from "../../shared/domain/metrics/sampleRow.ts";

/** A process that appends a row every 2 ms (one data second each) until it is killed; prints how far it is. */
const [workerFile = "", databaseFile = "", startText = "0", flushText = "0"] = process.argv.slice(2);
const startMs = Number(startText);
const service = createMetricsService({
  workerFile,
  databaseFile,
  retentionMs: 86_400_000,
  memoryCapBytes: 64_000_000,
  flushIntervalMs: Number(flushText),
  clock: systemClock,
  log: silentLog,
});
const target = service.target({ instance: "gpu-a09", job: "gpu" });
const labels = {};
let second = 0;
setInterval(() => {
  target.append(startMs + second * 1000, SampleRow.of([{ name: "x", labels, value: second }]));
  if (second % 100 === 0) process.stdout.write(`${second}\n`);
  second += 1;
}, 2);
