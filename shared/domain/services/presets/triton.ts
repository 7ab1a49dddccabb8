import { gaugeOf, quotient, rateOf, type Scope, select, shareOf } from "../expressions.ts";
import type { SignalQueries } from "../model.ts";
import { type BoardPanel, type Preset, panel, told } from "./preset.ts";

const success = ["nv_inference_request_success"];
const failure = ["nv_inference_request_failure"];
const pending = ["nv_inference_pending_request_count"];
const summary = "nv_inference_request_summary_us";
const gpuUse = ["nv_gpu_utilization"];

const microsecond = 1e-6;

/**
 * Triton counts microseconds: what a request took is the growth of a duration over the growth of the requests. Quantiles
 * are there only where its summaries are switched on.
 */
export const triton: Preset = {
  id: "triton",
  title: "Triton",
  servesModels: true,
  isTold: (names) => [...names].some((name) => name.startsWith("nv_inference_")),
  mainMetrics: (names) => [...success, ...pending].filter((name) => names.has(name)),
  covers: (name) => name.startsWith("nv_"),
  signals,
  panels,
};

function requestsOf(scope: Scope): string | null {
  const succeeded = rateOf(scope, success);
  const failed = rateOf(scope, failure);
  // Failures may not have been counted yet: they then add nothing.
  return succeeded === null || failed === null ? succeeded : `(${succeeded} + (${failed} or ${succeeded} * 0))`;
}

/** Seconds a request, of one phase of its life. */
function meanOf(scope: Scope, phase: string): string | null {
  const spent = rateOf(scope, [`nv_inference_${phase}_duration_us`]);
  return spent === null ? null : quotient(`${spent} * ${microsecond}`, rateOf(scope, success));
}

/** Summaries cannot be added up: the slowest server speaks for all. */
function quantile(scope: Scope, q: string): string | null {
  const worst = gaugeOf(scope, [summary], "max", { where: `quantile="${q}"` });
  return worst === null ? null : `${worst} * ${microsecond}`;
}

function signals(scope: Scope): SignalQueries {
  return told({
    requests: requestsOf(scope),
    errorRatio: shareOf(rateOf(scope, failure), requestsOf(scope)),
    p50: quantile(scope, "0.5"),
    p95: quantile(scope, "0.95"),
    p99: quantile(scope, "0.99"),
    mean: meanOf(scope, "request"),
    waiting: gaugeOf(scope, pending),
  });
}

function panels(scope: Scope): readonly BoardPanel[] {
  const byModel = { per: "model" };
  return [
    ...panel("Requests", "perSecond", [[byModel, rateOf(scope, success, { per: ["model"] })]]),
    ...panel("Failed", "ratio", [["failed", shareOf(rateOf(scope, failure), requestsOf(scope))]]),
    ...panel("Failures by reason", "perSecond", [[{ per: "reason" }, rateOf(scope, failure, { per: ["reason"] })]]),
    ...panel("Pending requests", "none", [[byModel, gaugeOf(scope, pending, "sum", { per: ["model"] })]]),
    ...panel("Mean time of a request", "seconds", [
      ["whole", meanOf(scope, "request")],
      ["queue", meanOf(scope, "queue")],
      ["input", meanOf(scope, "compute_input")],
      ["inference", meanOf(scope, "compute_infer")],
      ["output", meanOf(scope, "compute_output")],
    ]),
    ...panel("Latency, slowest server", "seconds", [
      ["p50", quantile(scope, "0.5")],
      ["p95", quantile(scope, "0.95")],
      ["p99", quantile(scope, "0.99")],
    ]),
    ...panel("Batch size", "none", [
      [
        "inferences an execution",
        quotient(rateOf(scope, ["nv_inference_count"]), rateOf(scope, ["nv_inference_exec_count"])),
      ],
    ]),
    ...panel("GPU use", "ratio", gpuLines(scope), { whole: true }),
  ];
}

function gpuLines(scope: Scope): readonly (readonly [string, string | null])[] {
  // The GPUs' metrics carry no model or version: they are asked without being divided.
  const all = { ...scope, by: null };
  const busiest = gaugeOf(all, gpuUse, "max");
  return busiest === null
    ? []
    : [
        ["busiest", busiest],
        ["mean", `avg(${select(all, gpuUse[0] ?? "")})`],
      ];
}
