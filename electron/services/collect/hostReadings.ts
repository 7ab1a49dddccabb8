import type { Clock } from "../../../shared/base/clock.ts";
import type { GpuCsvResult } from "../../../shared/domain/gpu/csv.ts";
import { parseContainers } from "../../../shared/domain/host/containers.ts";
import { parseDf } from "../../../shared/domain/host/df.ts";
import { hostFacts } from "../../../shared/domain/host/facts.ts";
import type { Filesystem, HostFacts, HostVitals, Service } from "../../../shared/domain/host/model.ts";
import { createNodeSampler } from "../../../shared/domain/host/nodeSamples.ts";
import { type HostCounters, hostVitals, parseProcFiles } from "../../../shared/domain/host/procfs.ts";
import type { ReadingCost, Unreadable } from "../../../shared/domain/host/state.ts";
import { parseUnits } from "../../../shared/domain/host/systemd.ts";
import type { Sample } from "../../../shared/domain/metrics/model.ts";
import type { MetricsService } from "../metrics/types.ts";
import { adviceFor } from "./advice.ts";
import { createGpuReadings, type GpuReadings } from "./gpuReadings.ts";
import { createJobRows, type JobRows } from "./jobRows.ts";
import type { HostProbe, SectionFrame } from "./probe.ts";

/** Everything read from one host, newest of each kind, and the rows of samples made of it. */
export interface HostReadings {
  readonly gpu: GpuReadings;
  readonly facts: HostFacts;
  readonly vitals: HostVitals | null;
  readonly services: readonly Service[];
  readonly servicesAtMs: number | null;
  readonly filesystems: readonly Filesystem[];
  readonly costs: readonly ReadingCost[];
  readonly unreadable: readonly Unreadable[];
  /** Time of the newest row of samples; null before the first. */
  readonly lastSampleAtMs: number | null;
  /** Values are old: three samples were missed or the connection is gone. */
  readonly stale: boolean;
  /** The driver is not the one that was probed. */
  readonly driverChanged: boolean;
  probed(probe: HostProbe): void;
  /** Any section but `gpu`. */
  section(frame: SectionFrame, wallMs: number, intervalMs: number): void;
  gpuRows(text: string, fields: readonly string[], status: number, wallMs: number, intervalMs: number): GpuCsvResult;
  gpusHung(text: string): void;
  /** A whole way of reading failed: `probe`, `stream`. */
  failed(what: string, text: string): void;
  /** True when the uptime went back: the host booted anew. */
  rebooted(uptimeSeconds: number): boolean;
  /** No data for three intervals. */
  silent(): void;
  disconnected(): void;
  /** Nobody wants it read any more. */
  stopped(): void;
  dispose(): void;
}

const noFacts: HostFacts = {
  hostname: null,
  kernel: null,
  os: null,
  machineId: null,
  bootTimeMs: null,
  driverVersion: null,
  cudaVersion: null,
  nvidiaSmiPath: null,
};

/** `nvidia-smi` fails with its own words, which are the GPUs' state; `ps` and `cgroup` fail when a process has just ended. */
const failuresToShow: ReadonlySet<string> = new Set(["apps", "xml", "units", "containers", "filesystems", "kernel"]);

export function createHostReadings(
  clock: Clock,
  metrics: Pick<MetricsService, "target">,
  instance: string,
): HostReadings {
  const sampler = createNodeSampler();
  const node = createJobRows(clock, metrics.target({ instance, job: "node" }));
  let gpuJob: JobRows | null = null;
  const gpu = createGpuReadings(clock, () => {
    gpuJob ??= createJobRows(clock, metrics.target({ instance, job: "nvidia_smi" }));
    return gpuJob;
  });
  const costs = new Map<string, ReadingCost>();
  const unreadable = new Map<string, Unreadable>();
  let facts = noFacts;
  let counters: HostCounters | null = null;
  let countersAtSeconds = 0;
  let vitals: HostVitals | null = null;
  let units: readonly Service[] = [];
  let containers: readonly Service[] = [];
  let services: readonly Service[] | null = null;
  let servicesAtMs: number | null = null;
  let filesystems: readonly Filesystem[] = [];
  /** In every row: a series that is missing from one is marked stale. */
  let filesystemSamples: readonly Sample[] = [];
  let containerTool: "docker" | "podman" = "docker";
  let lastSampleAtMs: number | null = null;
  let stale = false;
  let uptimeSeconds: number | null = null;
  let driverChanged = false;

  function onHost(text: string, atSeconds: number, wallMs: number): void {
    const now = parseProcFiles(text);
    vitals = hostVitals(counters, now, atSeconds - countersAtSeconds);
    counters = now;
    countersAtSeconds = atSeconds;
    const samples = sampler.counters(now, vitals);
    const row = filesystemSamples.length === 0 ? samples : [...samples, ...filesystemSamples];
    lastSampleAtMs = node.row(wallMs / 1000, row);
    stale = false;
    unreadable.delete("stream");
  }

  function onServices(): void {
    services = null;
    servicesAtMs = clock.nowMs();
  }

  function onFilesystems(text: string): void {
    filesystems = parseDf(text);
    filesystemSamples = sampler.filesystems(filesystems);
  }

  function onXml({ text, status }: SectionFrame): void {
    if (status !== 0) return;
    const result = gpu.xml(text);
    if ("problem" in result) fail("xml", result.problem);
    else if (result.driverVersion !== null && facts.driverVersion !== null) {
      driverChanged ||= result.driverVersion !== facts.driverVersion;
    }
  }

  function onContainers(text: string): void {
    const result = parseContainers(text, containerTool, clock.nowMs());
    containers = result.services;
    gpu.containerNames(result.names);
    onServices();
  }

  const handlers: Readonly<Record<string, (frame: SectionFrame, wallMs: number) => void>> = {
    host: ({ text, uptimeSeconds: at }, wallMs) => onHost(text, at, wallMs),
    apps: ({ text, status }) => gpu.apps(text, status),
    ps: ({ text }) => gpu.ps(text),
    cgroup: ({ text }) => gpu.cgroup(text),
    xml: onXml,
    filesystems: ({ text }) => onFilesystems(text),
    units: ({ text, uptimeSeconds: at }) => {
      units = parseUnits(text, at);
      onServices();
    },
    containers: ({ text }) => onContainers(text),
    kernel: ({ text, status }) => {
      if (status === 0) gpu.kernel(text, facts.bootTimeMs);
    },
  };

  function fail(section: string, text: string): void {
    const words = text.trim().slice(0, 2000);
    unreadable.set(section, { section, text: words, advice: adviceFor(section, words) });
  }

  function account(section: string, frame: SectionFrame, wallMs: number, intervalMs: number): void {
    costs.set(section, { section, wallMs, intervalMs, bytes: frame.bytes, status: frame.status });
  }

  /** df fails for one dead mount and prints the others: what was read counts. */
  function isFailure(frame: SectionFrame): boolean {
    if (frame.status === 0 || !failuresToShow.has(frame.section)) return false;
    // What nvidia-smi as a whole says is the GPUs' state and is shown there.
    if (frame.section === "apps" || frame.section === "xml") return gpu.subsystem.kind === "ok";
    return frame.section !== "filesystems" || filesystems.length === 0;
  }

  function reason({ section, text, status }: SectionFrame): string {
    if (status === 124 || status === 137) return `${section}: did not answer within 8 s and was stopped`;
    return text.trim() === "" ? `Nothing was printed (exit status ${status})` : text;
  }

  return {
    gpu,
    get facts() {
      return facts;
    },
    get vitals() {
      return vitals;
    },
    get services() {
      services ??= [...units, ...containers];
      return services;
    },
    get servicesAtMs() {
      return servicesAtMs;
    },
    get filesystems() {
      return filesystems;
    },
    get costs() {
      return [...costs.values()];
    },
    get unreadable() {
      return [...unreadable.values()];
    },
    get lastSampleAtMs() {
      return lastSampleAtMs;
    },
    get stale() {
      return stale;
    },
    get driverChanged() {
      return driverChanged;
    },
    probed(probe) {
      const text = (name: string) => probe.sections.get(name)?.text ?? "";
      facts = hostFacts({ facts: text("facts"), tools: text("tools"), version: text("version") });
      containerTool = probe.tools.has("docker") ? "docker" : "podman";
      driverChanged = false;
      unreadable.delete("probe");
      for (const [section, frame] of probe.sections) {
        if (section !== "facts" && section !== "tools") account(section, frame, probe.wallMs.get(section) ?? 0, 0);
      }
      gpu.listed(text("list"));
      if (probe.hung) gpu.noAnswer(probe.hung);
      else if (probe.nvidiaSmi === null) gpu.noAnswer({ kind: "commandNotFound", text: text("version").trim() });
    },
    section(frame, wallMs, intervalMs) {
      account(frame.section, frame, wallMs, intervalMs);
      unreadable.delete(frame.section);
      handlers[frame.section]?.(frame, wallMs);
      if (isFailure(frame)) fail(frame.section, reason(frame));
      else if (frame.skippedBytes > 0) fail(frame.section, `Too large: ${frame.skippedBytes} bytes were left out`);
    },
    gpuRows(text, fields, status, wallMs, intervalMs) {
      costs.set("gpu", { section: "gpu", wallMs, intervalMs, bytes: text.length, status });
      const result = gpu.rows(text, fields, status, wallMs);
      if (result.invalidField === null) lastSampleAtMs = gpu.gpusAtMs;
      // Nobody asks for a while: `up` is told all the same.
      if (result.subsystem.kind === "hung") gpuJob?.down("later");
      return result;
    },
    gpusHung(text) {
      gpu.noAnswer({ kind: "hung", text });
      gpuJob?.down();
    },
    failed: fail,
    rebooted(now) {
      const back = uptimeSeconds !== null && now < uptimeSeconds;
      uptimeSeconds = now;
      if (back) counters = null;
      return back;
    },
    silent() {
      stale = lastSampleAtMs !== null;
      node.down();
      gpuJob?.down();
    },
    disconnected() {
      stale = lastSampleAtMs !== null;
      counters = null;
      vitals = vitals && { ...vitals, cpuRatio: null, iowaitRatio: null };
      node.down();
      gpuJob?.down();
    },
    stopped() {
      stale = lastSampleAtMs !== null;
      node.ended();
      gpuJob?.ended();
    },
    dispose() {
      node.ended();
      gpuJob?.ended();
      node.dispose();
      gpuJob?.dispose();
    },
  };
}
