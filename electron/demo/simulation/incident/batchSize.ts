/// <reference path="../../../../shared/text.d.ts" />
import rollBackRelease from "../../runbooks/roll-back-release.md";
import type { Scenario } from "./scenario.ts";

/** A deploy doubles the batch size: the KV cache fills, p99 climbs, requests time out, and one server is killed for memory. */
export const batchSizeIncident: Scenario = {
  model: "chat-llm-70b",
  release: { version: "v2.18.0", mostSequences: 256 },
  steps: [
    { kind: "deploy", atSeconds: 25, release: { version: "v2.19.0", mostSequences: 512 } },
    { kind: "ramp", atSeconds: 50, overSeconds: 40, figure: "cacheFill", to: 1 },
    { kind: "ramp", atSeconds: 60, overSeconds: 90, figure: "waiting", to: 380 },
    { kind: "ramp", atSeconds: 65, overSeconds: 60, figure: "slowShare", to: 0.7 },
    { kind: "kill", atSeconds: 150, host: 1, replica: 1 },
  ],
  rules: `# The alerts of the demo's incident: short, so that they can be watched.
groups:
  - name: chat-llm-70b
    interval: 5s
    rules:
      - alert: LatencyP99High
        expr: histogram_quantile(0.99, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket{job="vllm"}[1m]))) > 90
        for: 15s
        labels: { severity: critical, service: chat-llm-70b }
        annotations:
          summary: "p99 {{ $value | humanizeDuration }}"
          description: "One request in a hundred takes longer than {{ $value | humanizeDuration }}."
          runbook_url: runbook:roll-back-release
      - alert: KvCacheFull
        expr: avg(vllm:kv_cache_usage_perc{job="vllm"}) > 0.97
        for: 10s
        labels: { severity: warning, service: chat-llm-70b }
        annotations:
          summary: "KV cache at {{ $value | humanizePercentage }}"
          description: "The replicas have used up their KV cache: requests wait or are preempted."
          runbook_url: runbook:restart-model-server
      - alert: RequestQueueLong
        expr: sum(vllm:num_requests_waiting{job="vllm"}) > 800
        for: 10s
        labels: { severity: warning, service: chat-llm-70b }
        annotations:
          summary: "{{ $value }} requests wait"
          description: "The replicas together have a queue of {{ $value }}."
          runbook_url: runbook:restart-model-server
      - alert: ErrorRateHigh
        expr: >-
          sum(rate(http_requests_total{job="gateway", status="5xx"}[1m]))
          / sum(rate(http_requests_total{job="gateway"}[1m])) > 0.05
        for: 10s
        labels: { severity: critical, service: llm-gateway }
        annotations:
          summary: "{{ $value | humanizePercentage }} of requests fail"
          description: "The gateway answers {{ $value | humanizePercentage }} of its requests with an error."
          runbook_url: runbook:roll-back-release
`,
  remedy: { file: "roll-back-release.md", text: rollBackRelease },
};
