import type { ExpositionWriter } from "./expositionWriter.ts";

/** What Python's client tells of its own process. */
export function writePythonProcess(
  writer: ExpositionWriter,
  process: {
    readonly startedAtSeconds: number;
    readonly ageSeconds: number;
    readonly residentBytes: number;
    readonly cores: number;
  },
): void {
  const { startedAtSeconds, ageSeconds, residentBytes, cores } = process;
  writer.family("python_info", "gauge", "Python platform information");
  const version = { implementation: "CPython", major: "3", minor: "12", patchlevel: "7", version: "3.12.7" };
  writer.sample("python_info", version, 1);
  writer.family("python_gc_collections_total", "counter", "Number of times this generation was collected");
  for (const [generation, seconds] of [2, 25, 300].entries()) {
    writer.sample("python_gc_collections_total", { generation: String(generation) }, Math.floor(ageSeconds / seconds));
  }
  writer.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", {}, residentBytes * 6);
  writer.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", {}, residentBytes);
  writer.gauge(
    "process_start_time_seconds",
    "Start time of the process since unix epoch in seconds.",
    {},
    startedAtSeconds,
  );
  writer.family("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.");
  writer.sample("process_cpu_seconds_total", {}, Math.round(ageSeconds * cores * 100) / 100);
  writer.gauge("process_open_fds", "Number of open file descriptors.", {}, 184);
  writer.gauge("process_max_fds", "Maximum number of open file descriptors.", {}, 1_048_576);
}
