import { gaugeOf, rateOf, type Scope, select } from "../expressions.ts";
import { type BoardPanel, type Preset, panel } from "./preset.ts";

/** What every client library tells of its own process. */
export const processBasics: Preset = {
  id: "process",
  title: "Process",
  servesModels: false,
  isTold: (names) => names.has("process_cpu_seconds_total") || names.has("process_resident_memory_bytes"),
  mainMetrics: () => [],
  covers: (name) => /^(process_|python_|go_|jvm_)/.test(name),
  signals: () => ({}),
  panels,
};

function panels(scope: Scope): readonly BoardPanel[] {
  const per = { per: ["instance"] };
  const byInstance = { per: "instance" };
  const files = gaugeOf(scope, ["process_open_fds"], "max", per);
  const most = gaugeOf(scope, ["process_max_fds"], "max", per);
  const started = scope.names.has("process_start_time_seconds")
    ? `time() - min by (instance) (${select(scope, "process_start_time_seconds")})`
    : null;
  return [
    // Seconds a second: cores in use.
    ...panel("CPU cores in use", "none", [[byInstance, rateOf(scope, ["process_cpu_seconds_total"], per)]]),
    ...panel("Resident memory", "bytes", [[byInstance, gaugeOf(scope, ["process_resident_memory_bytes"], "sum", per)]]),
    ...panel("Open files", "ratio", [[byInstance, files === null || most === null ? null : `${files} / ${most}`]], {
      whole: true,
    }),
    ...panel("Age of the process", "seconds", [[byInstance, started]]),
  ];
}
