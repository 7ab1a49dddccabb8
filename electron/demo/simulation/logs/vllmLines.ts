import { type HostSpec, mostSequencesOf, versionOf } from "../fleet.ts";
import { gpuReading } from "../gpuState.ts";
import { between, hash, hex } from "../noise.ts";

/** Above this share of its memory a server begins to preempt. */
const fullFrom = 0.93;

/** What `vllm serve` writes: its figures every ten seconds, requests, preemptions when it is full, and what its GPUs do to it. */
export function vllmLines(
  host: HostSpec,
  replica: number,
  gpus: readonly number[],
): (t: number, wallMs: number) => string {
  const [first = 0] = gpus;
  return (t, wallMs) => {
    const second = Math.floor(t);
    const stamp = new Date(wallMs).toISOString().slice(5, 19).replace("T", " ");
    const at = (level: string, place: string, text: string) => `${level} ${stamp} [${place}] ${text}\n`;
    const key = [host.seed, replica, second] as const;
    const reading = gpuReading(host, first, t);
    const load = reading.utilizationPercent / 100;
    const fill = load > 0.05 ? (host.incident?.figure("cacheFill", t) ?? 0) : 0;
    const usual = Math.min(0.999, 0.72 + 0.28 * load + between(-0.02, 0.02, ...key, "kv"));
    const used = usual + (0.996 - usual) * fill;
    const mostSequences = mostSequencesOf(host, t);
    let text = startLines(host, replica, t, at);
    if (!host.lives.isUp(replica, t)) return text;
    if (second % 10 === replica % 10) {
      const tokens = (4200 * load + between(0, 400, ...key, "tokens")).toFixed(1);
      text += at(
        "INFO",
        "metrics.py:455",
        `Avg prompt throughput: ${(Number(tokens) * 6.1).toFixed(1)} tokens/s, Avg generation throughput: ${tokens} tokens/s, Running: ${Math.round(mostSequences * load)} reqs, Swapped: 0 reqs, Pending: ${Math.round(30 * Math.max(0, load - 0.8) + (host.incident?.figure("waiting", t) ?? 0))} reqs, GPU KV cache usage: ${(used * 100).toFixed(1)}%.`,
      );
    }
    const peer = `10.0.${hash(host.seed, "gw") % 8}.${10 + (hash(...key, "peer") % 40)}:${40_000 + (hash(...key, "port") % 20_000)}`;
    if (load > 0.05 && hash(...key, "request") % 3 === 0) {
      text += `INFO:     ${peer} - "POST /v1/chat/completions HTTP/1.1" 200 OK\n`;
    }
    if (used > fullFrom && hash(...key, "preempt") % (fill > 0.9 ? 2 : 5) === 0) {
      const group = 40_000 + (second % 9000);
      text += at(
        "WARNING",
        "scheduler.py:1057",
        `Sequence group ${group} is preempted by PreemptionMode.RECOMPUTE mode because there is not enough KV cache space. total_cumulative_preemption_cnt=${1000 + Math.floor(second / 5)}`,
      );
    }
    if (host.trouble === "gpuLost" && hash(...key, "lost") % 29 === 0) text += failure(at, host, key);
    text += faultLines(host, replica, t, key, at);
    const killed = host.lives.killNear(replica, t, lastWordsSeconds);
    if (killed !== null && t <= killed) text += outOfMemory(at, gpus[2] ?? first);
    return text;
  };
}

/** A server that is about to be killed for memory complains for that long. */
const lastWordsSeconds = 5;

type Line = (level: string, place: string, text: string) => string;

/** Of the second in which a server starts: what it is, and what it is told to do. */
function startLines(host: HostSpec, replica: number, t: number, at: Line): string {
  const startedAt = host.lives.startedAt(replica, t);
  if (startedAt === null || startedAt <= t - 1) return "";
  const version = versionOf(host, replica, t);
  const killed = host.lives.killNear(replica, t, 60);
  const why = killed === null || killed > t ? "" : ", the last one was killed (exit code 137)";
  return [
    at("INFO", "entrypoint.sh:31", `Starting ${host.service.model} ${version}${why}`),
    at(
      "INFO",
      "api_server.py:1289",
      `non-default args: {'model': '${host.service.model}', 'tensor_parallel_size': ${host.service.gpusPerReplica}, 'gpu_memory_utilization': 0.92, 'max_num_seqs': ${mostSequencesOf(host, t)}}`,
    ),
  ].join("");
}

/** What servers say of the faults of a scenario: some seconds each, and more often the worse it is. */
function faultLines(
  host: HostSpec,
  replica: number,
  t: number,
  key: readonly [number, number, number],
  at: Line,
): string {
  const { incident } = host;
  if (incident === null) return "";
  const isTold = (share: number, what: string, every = 3) =>
    share > 0 && hash(...key, what) % Math.max(1, Math.round(every / share)) === 0;
  let text = "";
  if (isTold(incident.figure("errorShare", t), "broken", 1))
    text += [
      at("ERROR", "serving_chat.py:212", "Error in chat completion").trimEnd(),
      "Traceback (most recent call last):",
      '  File "/opt/venv/lib/python3.12/site-packages/vllm/entrypoints/openai/serving_chat.py", line 201, in create',
      "    raise ValueError(f'unknown tool parser {name}')",
      "ValueError: unknown tool parser hermes-v3",
      "",
    ].join("\n");
  if (isTold(incident.figure("linkTrouble", t), "link"))
    text += at(
      "WARNING",
      "ProcessGroupNCCL.cpp:1294",
      `NCCL WARN Net : connection to rank ${replica + 2} timed out, retrying`,
    );
  if (incident.figure("diskFill", t) > 0.97 && isTold(1, "disk", 4))
    text += at(
      "ERROR",
      "usage_lib.py:88",
      "OSError: [Errno 28] No space left on device: '/var/lib/docker/overlay2/cache'",
    );
  if (incident.figure("leak", t) > 0.85 && isTold(1, "leak", 6)) text += outOfMemory(at, replica);
  if (replica === 0 && incident.figure("gpuHung", t) >= 0.5 && isTold(1, "hung", 5))
    text += at(
      "ERROR",
      "multiproc_executor.py:377",
      "Watchdog: engine is not responding, timed out waiting for worker 2",
    );
  return text;
}

function outOfMemory(at: Line, gpu: number): string {
  return at(
    "ERROR",
    "engine.py:160",
    `torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.25 GiB. GPU ${gpu} has a total capacity of 79.11 GiB of which 612.00 MiB is free.`,
  );
}

function failure(at: Line, host: HostSpec, key: readonly [number, number, number]): string {
  return [
    at("ERROR", "engine.py:160", `Request chatcmpl-${hex(12, ...key, "id")} failed on ${host.name}`).trimEnd(),
    "Traceback (most recent call last):",
    '  File "/opt/venv/lib/python3.12/site-packages/vllm/engine/multiprocessing/engine.py", line 158, in run_engine_loop',
    "    output = self.engine_step()",
    '  File "/opt/venv/lib/python3.12/site-packages/vllm/worker/model_runner.py", line 1590, in execute_model',
    "    hidden_states = model_executable(",
    "torch.AcceleratorError: CUDA error: uncorrectable ECC error encountered",
    "",
  ].join("\n");
}
