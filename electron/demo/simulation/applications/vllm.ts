import { type HostSpec, mostSequencesOf, versionOf } from "../fleet.ts";
import { between, hash, wander } from "../noise.ts";
import { ExpositionWriter } from "./expositionWriter.ts";
import { countOf, type LatencyProfile, writeLatency } from "./latencyHistogram.ts";
import { writePythonProcess } from "./pythonProcess.ts";
import { type Answered, createTraffic, givenUpShare } from "./traffic.ts";

/** What differs between two releases: the newer one answers sooner and better, and breaks off more often. */
export const releases = {
  "v2.18.0": { pace: 1, abortShare: 0.004, quality: 0.84 },
  "v2.19.0": { pace: 0.8, abortShare: 0.017, quality: 0.88 },
} as const;

export interface VllmServer {
  readonly host: HostSpec;
  readonly replica: number;
  readonly gpus: readonly number[];
  readonly version: keyof typeof releases;
  readonly ageSeconds: number;
  /** Unix seconds. */
  readonly startedAtSeconds: number;
}

const tokens = { prompt: 850, generation: 240 } as const;
const cacheBlocks = 27_480;

const ttftBounds = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560,
];
const tokenBounds = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];
const requestBounds = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];
const gradeBounds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const promptBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
const iterationBounds = [1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

/** Times of a request, `pace` times as long. */
export function latencies(pace: number): readonly LatencyProfile[] {
  const spread = (medianSeconds: number, steepness: number) => ({ medianSeconds: medianSeconds * pace, steepness });
  const phase = (name: string, what: string, bounds: readonly number[], calm: number, busy: number, steepness = 3) => ({
    name: `vllm:${name}_seconds`,
    help: `Histogram of ${what} in seconds.`,
    bounds,
    calm: spread(calm, steepness),
    busy: spread(busy, steepness),
  });
  return [
    {
      ...phase("time_to_first_token", "time to first token", ttftBounds, 0.16, 0.72, 3.5),
      slow: { medianSeconds: 18, steepness: 3 },
    },
    {
      ...phase("inter_token_latency", "inter-token latency", tokenBounds, 0.021, 0.034, 5),
      perRequest: tokens.generation,
      slow: { medianSeconds: 0.075, steepness: 5 },
    },
    {
      ...phase("e2e_request_latency", "e2e request latency", requestBounds, 5.4, 9.6),
      slow: { medianSeconds: 74, steepness: 5 },
    },
    {
      ...phase("request_queue_time", "time spent in WAITING phase for request", requestBounds, 0.03, 0.48, 2.2),
      slow: { medianSeconds: 17, steepness: 3 },
    },
    phase("request_prefill_time", "time spent in PREFILL phase for request", requestBounds, 0.13, 0.24, 4),
    phase("request_decode_time", "time spent in DECODE phase for request", requestBounds, 5.1, 8.6),
  ];
}

/** One vLLM server (V1): its `/metrics` at a moment, in the classic format with Python's `_created` series. */
export function createVllmServer(server: VllmServer): (t: number) => string {
  const { host, replica, gpus, version, ageSeconds, startedAtSeconds } = server;
  const { pace, abortShare, quality } = releases[version];
  // Clocks of a throttled host are down, and so is everything that waits for them.
  const profiles = latencies(pace * (host.trouble === "throttled" ? 1.7 : 1));
  const whole = profiles.filter(({ name }) => name === "vllm:e2e_request_latency_seconds");
  const requestsPerSecond = between(5, 7, host.seed, replica, "requests");
  const traffic = createTraffic({ host, gpus, requestsPerSecond, ageSeconds });
  const own = { engine: "0", model_name: host.service.model };
  const hitShare = between(0.38, 0.6, host.seed, replica, "prefix");

  return (t) => {
    // Where releases change by themselves the server says its own: nobody else knows.
    const labels = host.incident === null ? own : { ...own, version: versionOf(host, replica, t) };
    const fill = host.incident?.figure("cacheFill", t) ?? 0;
    const load = traffic.load(t);
    const answered = traffic.answered(t);
    // Counters and the histogram of whole requests count the same ones.
    const requests = whole.reduce((_, profile) => countOf(profile, answered), 0);
    const queue =
      host.lives.jammed(replica, t) +
      (host.incident?.figure("held", t) ?? 0) +
      load * (host.incident?.figure("waiting", t) ?? 0) +
      Math.max(0, load - 0.86) * 260 * (1 + 0.5 * wander(t, 11, hash(host.seed, replica, "queue")));
    const writer = new ExpositionWriter();
    const gauge = (name: string, help: string, value: number) => writer.gauge(`vllm:${name}`, help, labels, value);
    const counter = (name: string, help: string, value: number) => {
      writer.counter(`vllm:${name}_total`, help, labels, value);
      writer.gauge(`vllm:${name}_created`, help, labels, startedAtSeconds);
    };
    writePythonProcess(writer, { startedAtSeconds, ageSeconds: ageSeconds + t, residentBytes: 9.4e9, cores: 1.6 });
    gauge(
      "num_requests_running",
      "Number of requests in model execution batches.",
      Math.round(load * mostSequencesOf(host, t) * (0.55 + 0.45 * fill)),
    );
    gauge("num_requests_waiting", "Number of requests waiting to be processed.", Math.round(queue));
    const used = 0.08 + 0.82 * load + 0.04 * wander(t, 60, hash(host.seed, replica, "cache"));
    const cache = used + (load > 0 ? (0.996 - used) * fill : 0);
    gauge("kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.", Math.min(1, Math.max(0, cache)));
    counter(
      "prefix_cache_queries",
      "Prefix cache queries, in terms of number of queried tokens.",
      requests * tokens.prompt,
    );
    counter(
      "prefix_cache_hits",
      "Prefix cache hits, in terms of number of cached tokens.",
      requests * tokens.prompt * hitShare,
    );
    counter(
      "num_preemptions",
      "Cumulative number of preemption from the engine.",
      answered.busy * 0.012 + answered.slow * 1.4,
    );
    counter("prompt_tokens", "Number of prefill tokens processed.", (requests + answered.longer) * tokens.prompt);
    counter("generation_tokens", "Number of generation tokens processed.", requests * tokens.generation);
    writeFinished(writer, labels, requests, requests * abortShare + answered.slow * givenUpShare, answered.failed);
    writeIterations(writer, labels, answered);
    writePrompts(writer, labels, requests, answered.longer);
    for (const profile of profiles) writeLatency(writer, profile, labels, answered);
    // Told by a logger of the team's own, which has a judge grade a sample of the answers.
    const loss = host.incident?.figure("qualityLoss", t) ?? 0;
    const graded = quality - loss + 0.02 * wander(t, 90, hash(host.seed, replica, "quality"));
    writer.gauge("chat_answer_quality_score", "Mean grade of sampled answers, 0 to 1.", {}, graded);
    writeGrades(writer, quality, requests, answered.lost);
    const missing = 0.012 + (host.incident?.figure("missingShare", t) ?? 0);
    writer.gauge("chat_context_missing_ratio", "Share of the fields of requests without a value.", {}, missing);
    writer.gauge("chat_context_fields", "Fields that requests come with.", {}, 24);
    writer.family("vllm:cache_config_info", "gauge", "Information of the LLMEngine CacheConfig");
    const config = {
      block_size: "16",
      cache_dtype: "auto",
      engine: "0",
      gpu_memory_utilization: "0.92",
      num_gpu_blocks: String(cacheBlocks),
    };
    writer.sample("vllm:cache_config_info", config, 1);
    return writer.text;
  };
}

/** Every request ends in one of four ways; together they are all of them. */
function writeFinished(
  writer: ExpositionWriter,
  labels: Readonly<Record<string, string>>,
  requests: number,
  givenUp: number,
  broken: number,
): void {
  const aborted = Math.floor(givenUp);
  const cut = Math.floor(requests * 0.06);
  const failed = Math.floor(givenUp * 0.1 + broken);
  writer.family("vllm:request_success_total", "counter", "Count of successfully processed requests.");
  for (const [reason, count] of Object.entries({
    stop: requests - aborted - cut - failed,
    length: cut,
    abort: aborted,
    error: failed,
  })) {
    writer.sample("vllm:request_success_total", { ...labels, finished_reason: reason }, count);
  }
}

/** Some prompts become far longer, the others stay: `longer` is what these add up to, in requests of the usual length. */
function writePrompts(
  writer: ExpositionWriter,
  labels: Readonly<Record<string, string>>,
  requests: number,
  longer: number,
): void {
  const name = "vllm:request_prompt_tokens";
  const times = 2.5;
  const long = longer / (times - 1);
  // Log-logistic, with the mean of all tokens.
  const steepness = 3;
  const median = (tokens.prompt * Math.sin(Math.PI / steepness)) / (Math.PI / steepness);
  const share = (le: number, middle: number) =>
    le === Number.POSITIVE_INFINITY ? 1 : 1 / (1 + (middle / le) ** steepness);
  writer.family(name, "histogram", "Number of prefill tokens processed.");
  writer.histogramSeries(
    name,
    labels,
    promptBounds,
    Math.round((requests + longer) * tokens.prompt),
    (le) => (requests - long) * share(le, median) + long * share(le, median * times),
  );
}

/** What a judge makes of one answer in five: most are as good as ever, some are far worse, which adds up to what was `lost`. */
function writeGrades(writer: ExpositionWriter, quality: number, requests: number, lost: number): void {
  const name = "chat_answer_grade";
  const gradedShare = 0.2;
  const worseBy = 0.4;
  const bad = lost / worseBy;
  /** A power of the grade, with that mean. */
  const share = (le: number, mean: number) => Math.min(1, le) ** (mean / (1 - mean));
  writer.family(name, "histogram", "Grades of sampled answers, 0 to 1.");
  writer.histogramSeries(
    name,
    {},
    gradeBounds,
    gradedShare * (requests * quality - lost),
    (le) => gradedShare * ((requests - bad) * share(le, quality) + bad * share(le, quality - worseBy)),
  );
}

/** A histogram whose name ends in `_total`, as vLLM has it. */
function writeIterations(
  writer: ExpositionWriter,
  labels: Readonly<Record<string, string>>,
  { calm, busy, slow }: Answered,
): void {
  const name = "vllm:iteration_tokens_total";
  const share = (le: number, median: number) => (le === Number.POSITIVE_INFINITY ? 1 : 1 / (1 + (median / le) ** 2.5));
  const steps = { calm: calm * 4, busy: (busy + slow) * 3 };
  writer.family(name, "histogram", "Histogram of number of tokens per engine_step.");
  writer.histogramSeries(name, labels, iterationBounds, Math.round(steps.calm * 150 + steps.busy * 420), (le) => {
    return steps.calm * share(le, 110) + steps.busy * share(le, 300);
  });
}
