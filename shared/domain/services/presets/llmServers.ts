/**
 * How the LLM servers name what they all measure. Each list begins with the newest name: what a release renamed goes on
 * under the older ones. Histograms by the name of their family. Sources: vLLM docs/design/metrics.md and
 * vllm/v1/metrics/loggers.py, SGLang's metrics collector, TGI docs/source/reference/metrics.md.
 */
export interface LlmServer {
  readonly id: string;
  readonly title: string;
  readonly prefix: string;
  /** Gauges. */
  readonly running: readonly string[];
  readonly waiting: readonly string[];
  readonly kvCache: readonly string[];
  /** Histograms, in seconds. */
  readonly firstToken: readonly string[];
  readonly interToken: readonly string[];
  readonly endToEnd: readonly string[];
  readonly queueTime: readonly string[];
  /** Counters. */
  readonly finished: readonly string[];
  readonly failed: Counted;
  readonly aborted: Counted;
  readonly promptTokens: readonly string[];
  readonly generationTokens: readonly string[];
  readonly preemptions: readonly string[];
  /** Tokens found in the prefix cache, of those looked for; or their share as a gauge. */
  readonly cacheHits: readonly string[];
  readonly cacheQueries: readonly string[];
  readonly cacheHitRatio: readonly string[];
}

/** Counters, or those of them with a label. */
export interface Counted {
  readonly counters: readonly string[];
  readonly where?: string;
}

const none: readonly string[] = [];
/** Python's client writes `_total` behind a counter's name, older servers do not. */
const counter = (...names: readonly string[]) => names.flatMap((name) => [`${name}_total`, name]);

const vllmFinished = counter("vllm:request_success");

export const vllm: LlmServer = {
  id: "vllm",
  title: "vLLM",
  prefix: "vllm:",
  running: ["vllm:num_requests_running"],
  waiting: ["vllm:num_requests_waiting"],
  kvCache: ["vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"],
  firstToken: ["vllm:time_to_first_token_seconds"],
  interToken: ["vllm:inter_token_latency_seconds", "vllm:time_per_output_token_seconds"],
  endToEnd: ["vllm:e2e_request_latency_seconds"],
  queueTime: ["vllm:request_queue_time_seconds", "vllm:time_in_queue_requests"],
  finished: vllmFinished,
  failed: { counters: vllmFinished, where: 'finished_reason="error"' },
  aborted: { counters: vllmFinished, where: 'finished_reason="abort"' },
  promptTokens: counter("vllm:prompt_tokens"),
  generationTokens: counter("vllm:generation_tokens"),
  preemptions: counter("vllm:num_preemptions"),
  cacheHits: counter("vllm:prefix_cache_hits", "vllm:gpu_prefix_cache_hits"),
  cacheQueries: counter("vllm:prefix_cache_queries", "vllm:gpu_prefix_cache_queries"),
  cacheHitRatio: ["vllm:gpu_prefix_cache_hit_rate"],
};

export const sglang: LlmServer = {
  id: "sglang",
  title: "SGLang",
  prefix: "sglang:",
  running: ["sglang:num_running_reqs"],
  waiting: ["sglang:num_queue_reqs"],
  kvCache: ["sglang:token_usage"],
  firstToken: ["sglang:time_to_first_token_seconds"],
  interToken: ["sglang:inter_token_latency_seconds", "sglang:time_per_output_token_seconds"],
  endToEnd: ["sglang:e2e_request_latency_seconds"],
  queueTime: ["sglang:queue_time_seconds"],
  finished: [...counter("sglang:num_requests"), "sglang:e2e_request_latency_seconds_count"],
  failed: { counters: counter("sglang:num_failed_requests", "sglang:num_failed_reqs") },
  aborted: { counters: counter("sglang:num_aborted_requests") },
  promptTokens: counter("sglang:prompt_tokens"),
  generationTokens: counter("sglang:generation_tokens"),
  preemptions: counter("sglang:num_retracted_requests", "sglang:num_retracted_reqs"),
  cacheHits: none,
  cacheQueries: none,
  cacheHitRatio: ["sglang:cache_hit_rate"],
};

export const tgi: LlmServer = {
  id: "tgi",
  title: "Text Generation Inference",
  prefix: "tgi_",
  running: ["tgi_batch_current_size"],
  waiting: ["tgi_queue_size"],
  kvCache: none,
  firstToken: none,
  interToken: ["tgi_request_mean_time_per_token_duration"],
  endToEnd: ["tgi_request_duration"],
  queueTime: ["tgi_request_queue_duration"],
  finished: counter("tgi_request_count"),
  failed: { counters: counter("tgi_request_failure") },
  aborted: { counters: none },
  promptTokens: ["tgi_request_input_length_sum"],
  generationTokens: ["tgi_request_generated_tokens_sum"],
  preemptions: none,
  cacheHits: none,
  cacheQueries: none,
  cacheHitRatio: none,
};
