/** A server that tells its metrics, by what they are called. */
export interface KnownServer {
  /** As people call it. */
  readonly title: string;
  /** Default name of the job. */
  readonly job: string;
  /** Where it listens unless told otherwise. */
  readonly ports: readonly number[];
  readonly metrics: RegExp;
}

/** The first one whose metrics are there is it: web frameworks are part of several others. */
const knownServers: readonly KnownServer[] = [
  { title: "vLLM", job: "vllm", ports: [8000, 8001, 8080], metrics: /^vllm:/ },
  { title: "SGLang", job: "sglang", ports: [30000, 30001], metrics: /^sglang:/ },
  { title: "Text Generation Inference", job: "tgi", ports: [3000, 8080], metrics: /^tgi_/ },
  { title: "Text Embeddings Inference", job: "tei", ports: [3000, 8080], metrics: /^te_/ },
  { title: "Triton", job: "triton", ports: [8002], metrics: /^nv_inference_/ },
  { title: "DCGM exporter", job: "dcgm", ports: [9400], metrics: /^DCGM_FI_/ },
  { title: "nvidia_gpu_exporter", job: "nvidia-gpu-exporter", ports: [9835], metrics: /^nvidia_smi_/ },
  {
    title: "node_exporter",
    job: "node-exporter",
    ports: [9100],
    metrics: /^node_(?:uname_info|exporter_build_info|cpu_)/,
  },
  { title: "Ray", job: "ray", ports: [8080, 44217], metrics: /^ray_/ },
  {
    title: "Web service",
    job: "web",
    ports: [8000, 8080, 5000, 3000],
    metrics: /^http_(?:requests_total|request_duration|server_)/,
  },
  { title: "Prometheus", job: "prometheus", ports: [9090], metrics: /^prometheus_build_info/ },
];

/** Ports worth one look; nobody is asked on any other port. */
export const knownPorts: ReadonlySet<number> = new Set(knownServers.flatMap(({ ports }) => ports));

/** Which server has these metrics; null for one that is not known. */
export function serverOf(metricNames: Iterable<string>): KnownServer | null {
  const names = [...metricNames];
  return knownServers.find(({ metrics }) => names.some((name) => metrics.test(name))) ?? null;
}

/** The ports that a command line names: `--port 8001`, `--metrics-port=8002`, `-p 30000`. */
export function portsNamed(command: string): readonly number[] {
  const found = command.matchAll(/(?:^|\s)(?:--?[a-z-]*port|-p)[= ](\d{2,5})(?=\s|$)/g);
  return [...found].map(([, port]) => Number(port)).filter((port) => port <= 65_535);
}
