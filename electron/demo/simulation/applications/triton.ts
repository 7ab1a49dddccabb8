import type { HostSpec } from "../fleet.ts";
import { gpuReading } from "../gpuState.ts";
import { ExpositionWriter, type LabelPairs } from "./expositionWriter.ts";
import { type Answered, createTraffic } from "./traffic.ts";

/** Two versions of one model share the requests: microseconds a request of each phase, and how many fail. */
export const versions = [
  { version: "1", share: 0.7, queueUs: 2400, inputUs: 610, inferUs: 41_000, outputUs: 480, failShare: 0.002 },
  { version: "2", share: 0.3, queueUs: 1900, inputUs: 590, inferUs: 33_500, outputUs: 460, failShare: 0.0035 },
] as const;
type Version = (typeof versions)[number];

/** At full load. */
export const tritonRequestsPerSecond = 90;
const mebibyte = 2 ** 20;

/** One Triton server with all GPUs of its host: its `/metrics` at a moment. Durations are counters of microseconds. */
export function createTritonServer(server: {
  readonly host: HostSpec;
  readonly ageSeconds: number;
}): (t: number) => string {
  const { host, ageSeconds } = server;
  const { model } = host.service;
  const gpus = Array.from({ length: host.gpuCount }, (_, index) => index);
  const traffic = createTraffic({ host, gpus, requestsPerSecond: tritonRequestsPerSecond, ageSeconds });
  const labels = ({ version }: Version): LabelPairs => ({ model, version });

  return (t) => {
    const answered = traffic.answered(t);
    const writer = new ExpositionWriter();
    const each = (name: string, help: string, value: (version: Version) => number, type = "counter") => {
      writer.family(name, type, help);
      for (const version of versions) writer.sample(name, labels(version), Math.floor(value(version)));
    };
    const count = (version: Version) => (answered.calm + answered.busy) * version.share;
    const succeeded = (version: Version) => Math.floor(count(version)) - Math.floor(count(version) * version.failShare);
    each("nv_inference_request_success", "Number of successful inference requests, all batch sizes", succeeded);
    writer.family("nv_inference_request_failure", "counter", "Number of failed inference requests, all batch sizes");
    for (const version of versions) {
      const failed = Math.floor(count(version) * version.failShare);
      for (const [reason, share] of Object.entries({ REJECTED: 0.6, CANCELED: 0.3, BACKEND: 0.1, OTHER: 0 })) {
        writer.sample("nv_inference_request_failure", { ...labels(version), reason }, Math.floor(failed * share));
      }
    }
    each("nv_inference_count", "Number of inferences performed (does not include cached requests)", count);
    each("nv_inference_exec_count", "Number of model executions performed", (version) => count(version) / 3.4);
    const us =
      (phase: (version: Version) => number, busyFactor = 1) =>
      (version: Version) =>
        version.share * phase(version) * (answered.calm + answered.busy * busyFactor);
    const whole = ({ queueUs, inputUs, inferUs, outputUs }: Version) => queueUs + inputUs + inferUs + outputUs;
    const queueing = waiting(answered);
    each("nv_inference_request_duration_us", "Cumulative inference request duration in microseconds", (version) => {
      return us(whole)(version) + queueing(version);
    });
    each("nv_inference_queue_duration_us", "Cumulative inference queuing duration in microseconds", (version) => {
      return us(({ queueUs }) => queueUs)(version) + queueing(version);
    });
    each(
      "nv_inference_compute_input_duration_us",
      "Cumulative compute input duration in microseconds",
      us(({ inputUs }) => inputUs),
    );
    each(
      "nv_inference_compute_infer_duration_us",
      "Cumulative compute inference duration in microseconds",
      us(({ inferUs }) => inferUs),
    );
    each(
      "nv_inference_compute_output_duration_us",
      "Cumulative inference compute output duration in microseconds",
      us(({ outputUs }) => outputUs),
    );
    const pending = Math.max(0, traffic.load(t) - 0.6) * 30;
    each(
      "nv_inference_pending_request_count",
      "Instantaneous number of pending requests awaiting execution per-model.",
      ({ share }) => pending * share,
      "gauge",
    );
    writeGpus(writer, host, t, ageSeconds);
    return writer.text;
  };
}

/** Microseconds in the queue beyond the usual, while the GPUs were full. */
function waiting({ busy }: Answered): (version: Version) => number {
  return ({ share, queueUs }) => busy * share * queueUs * 6;
}

function writeGpus(writer: ExpositionWriter, host: HostSpec, t: number, ageSeconds: number): void {
  const readings = Array.from({ length: host.gpuCount }, (_, index) => gpuReading(host, index, t)).filter(
    ({ lost }) => !lost,
  );
  const each = (name: string, type: string, help: string, value: (gpu: (typeof readings)[number]) => number) => {
    writer.family(name, type, help);
    for (const gpu of readings) writer.sample(name, { gpu_uuid: gpu.uuid }, value(gpu));
  };
  each("nv_gpu_utilization", "gauge", "GPU utilization rate [0.0 - 1.0)", (gpu) => gpu.utilizationPercent / 100);
  each("nv_gpu_memory_total_bytes", "gauge", "GPU total memory, in bytes", (gpu) => gpu.model.memoryMiB * mebibyte);
  each("nv_gpu_memory_used_bytes", "gauge", "GPU used memory, in bytes", (gpu) => gpu.memoryUsedMiB * mebibyte);
  each("nv_gpu_power_usage", "gauge", "GPU power usage in watts", (gpu) => gpu.powerWatts);
  each("nv_gpu_power_limit", "gauge", "GPU power management limit in watts", (gpu) => gpu.model.powerLimitWatts);
  const watts = (model: HostSpec["model"]) => model.idleWatts + 0.5 * (model.powerLimitWatts - model.idleWatts);
  each(
    "nv_energy_consumption",
    "counter",
    "GPU energy consumption in joules since the Triton Server started",
    (gpu) => {
      return Math.floor(watts(gpu.model) * (ageSeconds + t));
    },
  );
}
