/** The alerts of the demo's scenarios: short, so that they can be watched. */
export const demoRules = `# The alerts of the demo's scenarios: short, so that they can be watched.
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
      - alert: TargetDown
        expr: up{job=~"vllm|gateway|dcgm"} == 0
        for: 15s
        labels: { severity: warning }
        annotations:
          summary: "{{ $labels.job }} does not answer"
          description: "{{ $labels.job }} on {{ $labels.instance }} cannot be read on its port."
      - alert: TokensSlow
        expr: >-
          sum(rate(vllm:inter_token_latency_seconds_sum{job="vllm"}[1m]))
          / sum(rate(vllm:inter_token_latency_seconds_count{job="vllm"}[1m])) > 0.045
        for: 15s
        labels: { severity: warning, service: chat-llm-70b }
        annotations:
          summary: "{{ $value | humanizeDuration }} a token"
          description: "Between two tokens {{ $value | humanizeDuration }} pass."
      - alert: AnswerQualityLow
        expr: avg(chat_answer_quality_score{job="vllm"}) < 0.78
        for: 15s
        labels: { severity: warning, service: chat-llm-70b }
        annotations:
          summary: 'answers are graded {{ $value | printf "%.2f" }}'
          description: 'Sampled answers are graded {{ $value | printf "%.2f" }} of 1.'
      - alert: ThroughputLow
        expr: sum(rate(vllm:request_success_total{job="vllm"}[1m])) < 0.6 * sum(rate(vllm:request_success_total{job="vllm"}[1m] offset 5m))
        for: 15s
        labels: { severity: warning, service: chat-llm-70b }
        annotations:
          summary: "{{ $value | humanize }} requests a second end"
          description: "Fewer requests end than five minutes ago: {{ $value | humanize }} a second."
`;
