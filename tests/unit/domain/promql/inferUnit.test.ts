import { expect, test } from "vitest";
import { inferUnit } from "../../../../shared/domain/promql/inferUnit.ts";

test.each([
  ["node_load1", "none"],
  ["nvidia_smi_utilization_gpu_ratio", "ratio"],
  ["max(slo:sli_error:ratio_rate5m) without (sloth_window)", "ratio"],
  ["slo:period_error_budget_remaining:ratio", "ratio"],
  ["midwatch:request_latency_seconds:p99 > 30", "seconds"],
  ["instance:node_network_receive_bytes:sum_rate5m", "bytesPerSecond"],
  ["job:http_requests:rate5m", "perSecond"],
  ["histogram_quantile(0.9, job:request_seconds_bucket:sum_rate5m)", "none"],
  ["vllm:kv_cache_usage_perc", "ratio"],
  ["nvidia_smi_memory_used_bytes{gpu='0'}", "bytes"],
  ["nvidia_smi_temperature_gpu", "celsius"],
  ["nvidia_smi_clocks_current_sm_clock_hz", "hertz"],
  ["process_start_time_seconds", "timestamp"],
  ["time() - process_start_time_seconds", "seconds"],
  ["rate(http_requests_total[5m])", "perSecond"],
  ["sum by (pod) (rate(node_network_receive_bytes_total[5m]))", "bytesPerSecond"],
  ["rate(process_cpu_seconds_total[5m])", "ratio"],
  ["increase(node_network_receive_bytes_total[5m])", "bytes"],
  ["histogram_quantile(0.99, sum by (le) (rate(vllm:e2e_request_latency_seconds_bucket[5m])))", "seconds"],
  ["rate(x_seconds_bucket[5m])", "perSecond"],
  ["rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])", "seconds"],
  ["sum(rate(x_bytes_sum[5m])) / sum(rate(x_bytes_count[5m]))", "bytes"],
  ["sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))", "ratio"],
  ["100 * nvidia_smi_utilization_gpu_ratio", "none"],
  ["nvidia_smi_memory_used_bytes / nvidia_smi_memory_total_bytes", "ratio"],
  ["nvidia_smi_power_draw_watts * 2", "watts"],
  ["count(up)", "none"],
  ["topk(5, node_memory_MemFree_bytes) > 1e9", "bytes"],
  ["up > bool 0", "none"],
  ["vector(4)", "none"],
  ["-(node_memory_MemFree_bytes)", "bytes"],
  ["rate(energy_joules_total[5m])", "watts"],
  ["sum(", "none"],
])("%s is measured in %s", (query, unit) => {
  expect(inferUnit(query)).toBe(unit);
});

test("what is known of a metric goes before its name", () => {
  expect(inferUnit("rate(weight[5m])", (name) => (name === "weight" ? "bytes" : null))).toBe("bytesPerSecond");
});
