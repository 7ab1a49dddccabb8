/** The rules that come with the console, as a Prometheus rule file; a workspace's own of the same alert name replace them. */
export const defaultRulesFile = "midwatch-default-rules.yaml";

export const defaultRules = `
groups:
  - name: midwatch-gpu
    interval: 15s
    rules:
      - alert: GpuXidCritical
        expr: time() - nvidia_smi_xid_last_timestamp_seconds{xid=~"48|62|64|74|79|92|94|95|119|120|121|122|123|140"} < 900
        labels: { severity: critical }
        annotations:
          summary: "Xid {{ $labels.xid }} on GPU {{ $labels.pci_bus_id }}"
          description: "The driver told of Xid {{ $labels.xid }} on {{ $labels.instance }} {{ $value | humanizeDuration }} ago."
          runbook_url: runbook:drain-gpu-host
      - alert: GpuXidSeen
        expr: time() - nvidia_smi_xid_last_timestamp_seconds{xid!~"13|31|43|45|48|62|64|74|79|92|94|95|119|120|121|122|123|140"} < 900
        labels: { severity: warning }
        annotations:
          summary: "Xid {{ $labels.xid }} on GPU {{ $labels.pci_bus_id }}"
          description: "The driver told of Xid {{ $labels.xid }} on {{ $labels.instance }} {{ $value | humanizeDuration }} ago."
          runbook_url: runbook:collect-diagnostics
      - alert: GpuMissing
        expr: midwatch_gpu_up == 0
        for: 30s
        labels: { severity: critical }
        annotations:
          summary: "GPU {{ $labels.gpu }} does not answer"
          description: "GPU {{ $labels.gpu }} of {{ $labels.instance }} is lost or out of order."
          runbook_url: runbook:reset-gpu
      - alert: GpuHot
        expr: nvidia_smi_temperature_gpu > 84
        for: 2m
        keep_firing_for: 1m
        labels: { severity: warning }
        annotations:
          summary: "GPU {{ $labels.gpu }} at {{ printf \\"%.0f\\" $value }} °C"
          description: "GPU {{ $labels.gpu }} of {{ $labels.instance }} is hotter than 84 °C for 2 minutes."
          runbook_url: runbook:drain-gpu-host
      - alert: GpuVeryHot
        expr: nvidia_smi_temperature_gpu > 92
        for: 1m
        labels: { severity: critical }
        annotations:
          summary: "GPU {{ $labels.gpu }} at {{ printf \\"%.0f\\" $value }} °C"
          description: "GPU {{ $labels.gpu }} of {{ $labels.instance }} is hotter than 92 °C for a minute."
          runbook_url: runbook:drain-gpu-host
      - alert: GpuHardwareThrottle
        expr: >-
          max without (__name__) (nvidia_smi_clocks_event_reasons_hw_thermal_slowdown)
          + max without (__name__) (nvidia_smi_clocks_event_reasons_hw_power_brake_slowdown) > 0
        for: 1m
        labels: { severity: warning }
        annotations:
          summary: "GPU {{ $labels.gpu }} slowed by its hardware"
          description: "Heat or the power brake holds the clocks of GPU {{ $labels.gpu }} of {{ $labels.instance }} down."
          runbook_url: runbook:drain-gpu-host
      - alert: GpuRowRemapFailed
        expr: nvidia_smi_remapped_rows_failure == 1
        labels: { severity: critical }
        annotations:
          summary: "GPU {{ $labels.gpu }} could not replace a memory row"
          description: "The memory of GPU {{ $labels.gpu }} of {{ $labels.instance }} is worn out: take it out of service."
          runbook_url: runbook:drain-gpu-host
      - alert: GpuRowRemapPending
        expr: nvidia_smi_remapped_rows_pending == 1
        for: 1m
        labels: { severity: info }
        annotations:
          summary: "GPU {{ $labels.gpu }} needs a reset"
          description: "A memory row of GPU {{ $labels.gpu }} of {{ $labels.instance }} is replaced at the next reset."
          runbook_url: runbook:reset-gpu

  # They look far back, and what they find does not come and go within seconds.
  - name: midwatch-trends
    interval: 1m
    rules:
      - alert: GpuEccUncorrected
        expr: nvidia_smi_ecc_errors_uncorrected_volatile_total - (nvidia_smi_ecc_errors_uncorrected_volatile_total offset 10m) > 0
        labels: { severity: critical }
        annotations:
          summary: "GPU {{ $labels.gpu }}: {{ $value }} uncorrected memory errors"
          description: "GPU {{ $labels.gpu }} of {{ $labels.instance }} had memory errors in the last 10 minutes that ECC could not correct."
          runbook_url: runbook:drain-gpu-host
      - alert: GpuEccCorrectedMany
        expr: nvidia_smi_ecc_errors_corrected_volatile_total - (nvidia_smi_ecc_errors_corrected_volatile_total offset 1h) > 100
        labels: { severity: warning }
        annotations:
          summary: "GPU {{ $labels.gpu }}: {{ $value }} corrected memory errors in an hour"
          description: "The memory of GPU {{ $labels.gpu }} of {{ $labels.instance }} wears: errors are corrected at a pace worth watching."
          runbook_url: runbook:collect-diagnostics
      - alert: HostMemoryFillsUp
        expr: >-
          predict_linear(node_memory_MemAvailable_bytes[15m], 3600) < 0
          and node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.3
        for: 5m
        labels: { severity: warning }
        annotations:
          summary: "Memory is used up within an hour"
          description: "At the pace of the last quarter of an hour {{ $labels.instance }} runs out of memory within an hour."
          runbook_url: runbook:collect-diagnostics

  - name: midwatch-serving
    interval: 15s
    rules:
      - alert: KvCacheFull
        expr: max without (__name__) ({__name__=~"vllm:kv_cache_usage_perc|vllm:gpu_cache_usage_perc"}) > 0.95
        for: 2m
        labels: { severity: warning }
        annotations:
          summary: "KV cache at {{ $value | humanizePercentage }}"
          description: "{{ $labels.model_name }} on {{ $labels.instance }} has used up its KV cache: requests wait or are preempted."
          runbook_url: runbook:restart-model-server
      - alert: RequestQueueLong
        expr: vllm:num_requests_waiting > 50
        for: 2m
        labels: { severity: warning }
        annotations:
          summary: "{{ $value }} requests wait"
          description: "{{ $labels.model_name }} on {{ $labels.instance }} has a queue of {{ $value }}."
          runbook_url: runbook:restart-model-server
      - alert: RequestQueueVeryLong
        expr: vllm:num_requests_waiting > 200
        for: 2m
        labels: { severity: critical }
        annotations:
          summary: "{{ $value }} requests wait"
          description: "{{ $labels.model_name }} on {{ $labels.instance }} has a queue of {{ $value }}."
          runbook_url: runbook:restart-model-server
      - record: midwatch:request_latency_seconds:p99
        expr: histogram_quantile(0.99, sum without (finished_reason) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))
      - alert: LatencyP99High
        expr: midwatch:request_latency_seconds:p99 > 30
        for: 5m
        labels: { severity: warning }
        annotations:
          summary: "p99 latency {{ $value | humanizeDuration }}"
          description: "One request in a hundred of {{ $labels.model_name }} on {{ $labels.instance }} takes longer than {{ $value | humanizeDuration }}."
          runbook_url: runbook:restart-model-server
      - alert: ErrorRateHigh
        expr: >-
          sum by (instance, job) (rate({__name__=~"http_requests_total|http_server_requests_total", status=~"5.."}[5m]))
          / sum by (instance, job) (rate({__name__=~"http_requests_total|http_server_requests_total"}[5m])) > 0.02
        for: 3m
        labels: { severity: warning }
        annotations:
          summary: "{{ $value | humanizePercentage }} of requests fail"
          description: "{{ $labels.job }} on {{ $labels.instance }} answers {{ $value | humanizePercentage }} of its requests with an error."
          runbook_url: runbook:restart-systemd-unit
      - alert: ErrorRateVeryHigh
        expr: >-
          sum by (instance, job) (rate({__name__=~"http_requests_total|http_server_requests_total", status=~"5.."}[5m]))
          / sum by (instance, job) (rate({__name__=~"http_requests_total|http_server_requests_total"}[5m])) > 0.1
        for: 2m
        labels: { severity: critical }
        annotations:
          summary: "{{ $value | humanizePercentage }} of requests fail"
          description: "{{ $labels.job }} on {{ $labels.instance }} answers {{ $value | humanizePercentage }} of its requests with an error."
          runbook_url: runbook:restart-systemd-unit
      - alert: TargetDown
        expr: up{job!~"node|nvidia_smi"} == 0
        for: 1m
        labels: { severity: warning }
        annotations:
          summary: "{{ $labels.job }} does not answer"
          description: "The metrics of {{ $labels.job }} on {{ $labels.instance }} cannot be read."
          runbook_url: runbook:restart-systemd-unit
      - alert: HostDown
        expr: up{job="node"} == 0
        for: 1m
        labels: { severity: critical }
        annotations:
          summary: "The host does not answer"
          description: "{{ $labels.instance }} cannot be read over SSH for a minute."
          runbook_url: runbook:collect-diagnostics
`;
