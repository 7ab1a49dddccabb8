import {
  firstOf,
  observations,
  observedRate,
  quantileOf,
  quotient,
  rateOf,
  type Scope,
  shareOf,
} from "../expressions.ts";
import type { SignalQueries } from "../model.ts";
import { latency } from "./llm.ts";
import { type BoardPanel, type Preset, panel, told } from "./preset.ts";

/** Counters of requests, as the usual instrumentations name them. */
export const requestCounters = [
  "http_requests_total",
  "starlette_requests_total",
  "fastapi_requests_total",
  "flask_http_request_total",
  "http_server_requests_total",
];
/** With every bucket and without labels where there are two. Best first. */
const fineLatency = ["http_request_duration_highr_seconds"];
const labelledLatency = [
  "http_request_duration_seconds",
  "http_server_request_duration_seconds",
  "http_server_requests_seconds",
  "starlette_request_duration_seconds",
  "fastapi_requests_duration_seconds",
  "flask_http_request_duration_seconds",
];
const inProgress = ["http_requests_inprogress", "starlette_requests_in_progress", "fastapi_requests_in_progress"];
const handlerLabels = ["handler", "http_route", "route", "path", "endpoint", "uri", "url"];
const statusLabels = ["status", "code", "status_code", "http_response_status_code", "http_status_code", "http_status"];

/** Anything that answers HTTP and counts it: FastAPI, Starlette, Flask, OpenTelemetry, Spring, and their like. */
export const web: Preset = {
  id: "web",
  title: "Web service",
  servesModels: false,
  isTold: (names) => requestCounters.some((name) => names.has(name)) || latencyOf(names).length > 0,
  mainMetrics: (names) =>
    [...requestCounters, ...labelledLatency.map((name) => `${name}_count`)].filter((name) => names.has(name)),
  covers: (name) => /^(http|starlette|fastapi|flask_http)_/.test(name),
  signals,
  panels,
};

function latencyOf(names: ReadonlySet<string>): readonly string[] {
  return [...fineLatency, ...labelledLatency].filter((name) => names.has(`${name}_bucket`)).slice(0, 1);
}

function requestsOf(scope: Scope, per: readonly string[] = []): string | null {
  const counters = requestCounters.filter((name) => scope.names.has(name)).slice(0, 1);
  return firstOf(rateOf(scope, counters, { per }), observations(scope, labelledOf(scope), { per }));
}

/** The one latency with labels that is told. */
function labelledOf(scope: Scope): readonly string[] {
  return labelledLatency.filter((name) => scope.names.has(`${name}_count`)).slice(0, 1);
}

/** Requests that the server failed (5xx), by whatever its label of the status is called. */
function failedOf(scope: Scope): string | null {
  const label = statusLabels.find((name) => scope.labels.has(name));
  if (label === undefined) return null;
  const where = `${label}=~"5.*"`;
  const counters = requestCounters.filter((name) => scope.names.has(name)).slice(0, 1);
  return firstOf(rateOf(scope, counters, { where }), observations(scope, labelledOf(scope), { where }));
}

function signals(scope: Scope): SignalQueries {
  const families = latencyOf(scope.names);
  const requests = requestsOf(scope);
  return told({
    requests,
    errorRatio: shareOf(failedOf(scope), requests),
    p50: quantileOf(scope, 0.5, families),
    p95: quantileOf(scope, 0.95, families),
    p99: quantileOf(scope, 0.99, families),
  });
}

function panels(scope: Scope): readonly BoardPanel[] {
  const handler = handlerLabels.find((name) => scope.labels.has(name));
  const status = statusLabels.find((name) => scope.labels.has(name));
  const per = (label: string) => ({ per: [label] });
  return [
    ...(handler === undefined
      ? panel("Requests", "perSecond", [["answered", requestsOf(scope)]])
      : panel("Requests by handler", "perSecond", [[{ per: handler }, requestsOf(scope, [handler])]])),
    ...panel("Errors", "ratio", [["5xx", shareOf(failedOf(scope), requestsOf(scope))]]),
    ...(status === undefined
      ? []
      : panel("Requests by status", "perSecond", [[{ per: status }, requestsOf(scope, [status])]])),
    ...latency(scope, "Latency", latencyOf(scope.names)),
    ...(handler === undefined
      ? []
      : [
          ...panel("p95 by handler", "seconds", [
            [{ per: handler }, quantileOf(scope, 0.95, labelledOf(scope), per(handler))],
          ]),
          ...panel("Mean latency by handler", "seconds", [
            [
              { per: handler },
              quotient(
                observedRate(scope, labelledOf(scope), per(handler)),
                observations(scope, labelledOf(scope), per(handler)),
              ),
            ],
          ]),
        ]),
    ...panel("In progress", "none", [["requests", gauge(scope)]]),
  ];
}

function gauge(scope: Scope): string | null {
  const name = inProgress.find((candidate) => scope.names.has(candidate));
  return name === undefined ? null : `sum(${name}{${scope.matchers}})`;
}
