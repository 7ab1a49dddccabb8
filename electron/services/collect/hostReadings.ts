import type { Clock } from "../../../shared/base/clock.ts";
import { isStopped } from "../../../shared/domain/collect/protocol.ts";
import type { GpuCsvResult } from "../../../shared/domain/gpu/csv.ts";
import { hostFacts, kernelGpus } from "../../../shared/domain/host/facts.ts";
import type { HostFacts } from "../../../shared/domain/host/model.ts";
import type { MetricsService } from "../metrics/types.ts";
import { createGpuReadings, type GpuReadings } from "./gpuReadings.ts";
import { createHostTime } from "./hostTime.ts";
import { createJobRows, type JobRows } from "./jobRows.ts";
import { createKernelReadings, type KernelReadings } from "./kernelReadings.ts";
import { createMachineReadings, type MachineReadings } from "./machineReadings.ts";
import { type HostProbe, type SectionFrame, type SectionTimes, wallMsOf } from "./probe.ts";
import { costOf, createSectionRecord, failureText, type SectionRecord } from "./sectionRecord.ts";

/** Everything read from one host, newest of each kind, and the rows of samples made of it. */
export interface HostReadings {
  readonly gpu: GpuReadings;
  readonly kernel: Pick<KernelReadings, "readAtMs" | "xids" | "oomKills">;
  readonly machine: Pick<MachineReadings, "vitals" | "workloads" | "services" | "servicesAtMs" | "filesystems">;
  readonly record: Pick<SectionRecord, "costs" | "unreadable">;
  readonly facts: HostFacts;
  /** Time of the newest row of samples; null before the first. */
  readonly lastSampleAtMs: number | null;
  /** Values are old: three samples were missed or the connection is gone. */
  readonly stale: boolean;
  /** The driver is not the one that was probed. */
  readonly driverChanged: boolean;
  probed(probe: HostProbe): void;
  /** Any section but `gpu`. */
  section(frame: SectionFrame, wallMs: number, intervalMs: number): void;
  /** `call` is null for a round of nvidia-smi's own loop, which tells no times. */
  gpuRows(
    text: string,
    fields: readonly string[],
    status: number,
    call: SectionTimes | null,
    intervalMs: number,
  ): GpuCsvResult;
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
  serviceManagers: null,
};

/** `nvidia-smi` fails with its own words, which are the GPUs' state; `ps` and `cgroup` fail when a process has just ended. */
const failuresToShow: ReadonlySet<string> = new Set(["apps", "xml", "units", "containers", "filesystems", "kernel"]);

export function createHostReadings(
  clock: Clock,
  metrics: Pick<MetricsService, "target">,
  instance: string,
): HostReadings {
  const time = createHostTime(clock);
  const machine = createMachineReadings(clock);
  const node = createJobRows(clock, metrics.target({ instance, job: "node" }));
  const kernel = createKernelReadings(clock);
  let gpuJob: JobRows | null = null;
  const job = () => {
    gpuJob ??= createJobRows(clock, metrics.target({ instance, job: "nvidia_smi" }));
    return gpuJob;
  };
  const gpu = createGpuReadings(clock, job, () => kernel.xids);
  const record = createSectionRecord();
  let facts = noFacts;
  let containerTool: "docker" | "podman" = "docker";
  let lastSampleAtMs: number | null = null;
  let stale = false;
  let uptimeSeconds: number | null = null;
  let driverChanged = false;

  function sampled(atMs: number): void {
    lastSampleAtMs = Math.max(atMs, lastSampleAtMs ?? atMs);
  }

  function onXml({ text, status }: SectionFrame): void {
    if (status !== 0) return;
    const result = gpu.xml(text);
    if ("problem" in result) record.failed("xml", result.problem);
    else if (result.driverVersion !== null && facts.driverVersion !== null) {
      driverChanged ||= result.driverVersion !== facts.driverVersion;
    }
  }

  const handlers: Readonly<Record<string, (frame: SectionFrame, wallMs: number) => void>> = {
    host({ text, uptimeSeconds: at }, wallMs) {
      machine.proc(text, at, node.next);
      sampled(node.row(wallMs / 1000, time.takenAtMs(at)));
      stale = false;
      record.worked("stream");
    },
    apps: ({ text, status }) => gpu.apps(text, status),
    ps: ({ text }) => gpu.ps(text),
    cgroup: ({ text }) => gpu.cgroup(text),
    xml: onXml,
    filesystems: ({ text }) => machine.df(text),
    // What could not be asked is not gone: the last answer stays, with its time.
    units({ text, status, uptimeSeconds: at }) {
      if (status === 0) machine.units(text, at);
    },
    containers({ text, status }) {
      if (status === 0) gpu.containerNames(machine.containers(text, containerTool));
    },
    kernel({ text, status }) {
      if (status === 0) kernel.read(text, facts.bootTimeMs);
    },
  };

  /** df fails for one dead mount and prints the others: what was read counts. */
  function isFailure(frame: SectionFrame): boolean {
    if (isStopped(frame.status)) return true;
    if (frame.status === 0 || !failuresToShow.has(frame.section)) return false;
    // What nvidia-smi as a whole says is the GPUs' state and is shown there.
    if (frame.section === "apps" || frame.section === "xml") return gpu.subsystem.kind === "ok";
    return frame.section !== "filesystems" || machine.filesystems.length === 0;
  }

  return {
    gpu,
    kernel,
    machine,
    record,
    get facts() {
      return facts;
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
      machine.identified(facts);
      containerTool = probe.tools.has("docker") ? "docker" : "podman";
      driverChanged = false;
      record.worked("probe");
      for (const [section, frame] of probe.sections) {
        if (section !== "facts" && section !== "tools") record.cost(costOf(frame, wallMsOf(frame), 0));
      }
      gpu.probed(text("list"), kernelGpus(text("facts")));
      if (probe.hung) gpu.noAnswer(probe.hung);
      else if (probe.nvidiaSmi === null) gpu.noAnswer({ kind: "commandNotFound", text: text("version").trim() });
    },
    section(frame, wallMs, intervalMs) {
      record.cost(costOf(frame, wallMs, intervalMs));
      record.worked(frame.section);
      handlers[frame.section]?.(frame, wallMs);
      if (isFailure(frame)) record.failed(frame.section, failureText(frame));
      else if (frame.skippedBytes > 0) {
        record.failed(frame.section, `Too large: ${frame.skippedBytes} bytes were left out`);
      }
    },
    gpuRows(text, fields, status, call, intervalMs) {
      const wallMs = call && wallMsOf(call);
      const atMs = call ? time.takenAtMs(call.uptimeSeconds) : clock.nowMs();
      record.cost({ section: "gpu", wallMs, intervalMs, bytes: text.length, status });
      const result = gpu.rows(text, fields, status, wallMs, atMs);
      if (result.invalidField === null && gpu.answeredAtMs !== null) sampled(gpu.answeredAtMs);
      // Nobody asks for a while: `up` is told all the same.
      if (result.subsystem.kind === "hung") gpuJob?.down("later");
      return result;
    },
    gpusHung(text) {
      gpu.noAnswer({ kind: "hung", text });
      gpuJob?.down();
    },
    failed: record.failed,
    rebooted(now) {
      const back = uptimeSeconds !== null && now < uptimeSeconds;
      uptimeSeconds = now;
      if (back) machine.interrupted();
      return back;
    },
    silent() {
      stale = lastSampleAtMs !== null;
      node.down();
      gpuJob?.down();
    },
    disconnected() {
      stale = lastSampleAtMs !== null;
      machine.interrupted();
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
