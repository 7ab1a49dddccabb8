/** What `slos/` of the demo's workspace holds, by the job that it is about. */
export const demoSlos: readonly { readonly job: string; readonly file: string; readonly text: string }[] = [
  {
    job: "vllm",
    file: "chat-llm-70b.yaml",
    text: `version: prometheus/v1
service: chat-llm-70b
labels:
  owner: llm-platform
slos:
  - name: latency
    description: First tokens come within 2.5 s.
    objective: 99
    sli:
      events:
        error_query: sum(rate(vllm:time_to_first_token_seconds_count{job="vllm"}[{{.window}}])) - sum(rate(vllm:time_to_first_token_seconds_bucket{job="vllm", le="2.5"}[{{.window}}]))
        total_query: sum(rate(vllm:time_to_first_token_seconds_count{job="vllm"}[{{.window}}]))
    alerting:
      name: ChatLatencyBudgetBurn
    midwatch:
      window: 30d
      owner: llm-platform
      reviewed: 3 Nov
      policy:
        - { below: 50, do: Review risky deploys }
        - { below: 20, do: Two approvals per deploy }
        - { below: 10, do: "Feature freeze, fixes only", freeze: true }
        - { below: 0, do: Freeze until 7 d without burn, freeze: true }
  - name: availability
    description: Requests are answered to their end.
    objective: 99
    sli:
      events:
        error_query: sum(rate(vllm:request_success_total{job="vllm", finished_reason=~"abort|error"}[{{.window}}]))
        total_query: sum(rate(vllm:request_success_total{job="vllm"}[{{.window}}]))
    alerting:
      name: ChatAvailabilityBudgetBurn
    midwatch:
      window: 30d
      owner: llm-platform
  - name: quality
    description: Graded answers score 0.8 and more.
    objective: 95
    sli:
      raw:
        error_ratio_query: avg_over_time((avg(chat_answer_quality_score{job="vllm"}) < bool 0.8)[{{.window}}:1m])
    alerting:
      name: ChatQualityBudgetBurn
      page_alert: { disable: true }
    midwatch:
      window: month
      owner: llm-quality
`,
  },
  {
    job: "triton",
    file: "sonic-avatar.yaml",
    text: `version: prometheus/v1
service: sonic-avatar
slos:
  - name: availability
    description: Inferences succeed.
    objective: 99.5
    sli:
      events:
        error_query: sum(rate(nv_inference_request_failure{job="triton"}[{{.window}}]))
        total_query: sum(rate(nv_inference_request_success{job="triton"}[{{.window}}])) + sum(rate(nv_inference_request_failure{job="triton"}[{{.window}}]))
    alerting:
      name: AvatarAvailabilityBudgetBurn
    midwatch:
      window: 28d
      owner: media
`,
  },
  {
    job: "gateway",
    file: "llm-gateway.yaml",
    text: `version: prometheus/v1
service: llm-gateway
slos:
  - name: availability
    description: Requests are answered without an error of ours.
    objective: 99.2
    sli:
      events:
        error_query: sum(rate(http_requests_total{job="gateway", status="5xx"}[{{.window}}]))
        total_query: sum(rate(http_requests_total{job="gateway"}[{{.window}}]))
    alerting:
      name: GatewayAvailabilityBudgetBurn
    midwatch:
      window: 30d
      owner: edge
  - name: latency
    description: Requests are answered within 2.5 s.
    objective: 95
    sli:
      events:
        error_query: sum(rate(http_request_duration_highr_seconds_count{job="gateway"}[{{.window}}])) - sum(rate(http_request_duration_highr_seconds_bucket{job="gateway", le="2.5"}[{{.window}}]))
        total_query: sum(rate(http_request_duration_highr_seconds_count{job="gateway"}[{{.window}}]))
    alerting:
      name: GatewayLatencyBudgetBurn
    midwatch:
      window: month
      owner: edge
`,
  },
];
