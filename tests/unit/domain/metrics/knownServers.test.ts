import { expect, test } from "vitest";
import { knownPorts, portsNamed, serverOf } from "../../../../shared/domain/metrics/knownServers.ts";

test.each<[names: string[], job: string | null]>([
  [["python_info", "http_requests_total", "vllm:num_requests_running"], "vllm"],
  [["sglang:num_running_reqs"], "sglang"],
  [["tgi_queue_size"], "tgi"],
  [["nv_inference_count", "nv_gpu_utilization"], "triton"],
  [["DCGM_FI_DEV_GPU_UTIL"], "dcgm"],
  [["nvidia_smi_memory_used_bytes"], "nvidia-gpu-exporter"],
  [["go_info", "node_uname_info"], "node-exporter"],
  [["process_cpu_seconds_total", "http_request_duration_seconds_bucket"], "web"],
  [["my_own_total"], null],
  [[], null],
])("%j is %s", (names, job) => {
  expect(serverOf(names)?.job ?? null).toBe(job);
});

test.each<[command: string, ports: number[]]>([
  ["vllm serve llama --port 8001 --max-num-seqs 256", [8001]],
  ["python -m sglang.launch_server --host 0.0.0.0 --port=30000", [30000]],
  ["tritonserver --metrics-port 8002 --http-port=8010", [8002, 8010]],
  ["server -p 9000", [9000]],
  ["server --portable 12345 --port 99999", []],
  ["python train.py", []],
])("%s names %j", (command, ports) => {
  expect(portsNamed(command)).toEqual(ports);
});

test("the ports that are looked at are those of known servers", () => {
  for (const port of [8000, 30000, 8002, 9400, 9835, 9100]) expect(knownPorts.has(port)).toBe(true);
  for (const port of [22, 80, 443, 5432, 6379]) expect(knownPorts.has(port)).toBe(false);
});
