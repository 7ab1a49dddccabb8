import type { Clock } from "../../../shared/base/clock.ts";
import { blankGpu } from "../../../shared/domain/gpu/blank.ts";
import { type GpuCsvResult, mergeKnownGpus, parseGpuCsv } from "../../../shared/domain/gpu/csv.ts";
import type { Gpu, GpuProcess, GpuSubsystem, MigDevice, XidEvent } from "../../../shared/domain/gpu/model.ts";
import {
  type CgroupOwner,
  type GpuApp,
  type HostProcess,
  joinProcesses,
  parseCgroups,
  parseComputeApps,
  parsePs,
  withProcessTypes,
} from "../../../shared/domain/gpu/processes.ts";
import { RowMemory } from "../../../shared/domain/gpu/rowMemory.ts";
import { createGpuSampler } from "../../../shared/domain/gpu/samples.ts";
import { type ListedGpu, parseList } from "../../../shared/domain/gpu/version.ts";
import { type GpuExtras, migDevicesOf, parseGpuXml, withExtras } from "../../../shared/domain/gpu/xml.ts";
import type { JobRows } from "./jobRows.ts";

/** What is known of a host's GPUs, from all the ways they are asked. */
export interface GpuReadings {
  readonly subsystem: GpuSubsystem;
  /** As the rows tell them: without what only the XML tells. */
  readonly rowGpus: readonly Gpu[];
  /** Joined anew each time with what only the XML tells. */
  readonly gpus: readonly Gpu[];
  /** Unix ms of the newest answer that told of GPUs; null before the first. */
  readonly gpusAtMs: number | null;
  /** Unix ms of the newest answer, whatever it told. */
  readonly answeredAtMs: number | null;
  readonly migDevices: readonly MigDevice[];
  readonly processes: readonly GpuProcess[];
  readonly processesAtMs: number | null;
  /** GPU uuid to the temperature at which it slows itself down, where the XML tells. */
  readonly slowdownCelsius: ReadonlyMap<string, number>;
  /** What the probe found: GPUs that `nvidia-smi -L` lists, or that the kernel alone sees, are missed when they do not answer. */
  probed(list: string, kernelGpus: readonly string[]): void;
  /** nvidia-smi gives nothing: the GPUs known so far are unreadable, their old readings are not shown as new. */
  noAnswer(why: GpuSubsystem): void;
  /** What ended at `atMs`, Unix ms; `wallMs` is null for a round of the loop. */
  rows(text: string, fields: readonly string[], status: number, wallMs: number | null, atMs: number): GpuCsvResult;
  /** A call that failed leaves the processes unknown, and its words on the driver count while the rows go on. */
  apps(text: string, status: number): void;
  ps(text: string): void;
  cgroup(text: string): void;
  /** Returns the driver's version where the document could be read, else why not. */
  xml(text: string): { readonly driverVersion: string | null } | { readonly problem: string };
  containerNames(names: ReadonlyMap<string, string>): void;
}

/** Says nothing of the driver: one query that was slow costs itself alone. */
const unsaid: ReadonlySet<GpuSubsystem["kind"]> = new Set(["ok", "unreadable", "hung"]);
const appsFields: readonly string[] = ["uuid"];

/** `xids` are those of the kernel log: they are samples of the GPUs too. */
export function createGpuReadings(clock: Clock, job: () => JobRows, xids: () => readonly XidEvent[]): GpuReadings {
  const sampler = createGpuSampler();
  const memory = new RowMemory();
  let subsystem: GpuSubsystem = { kind: "unknown", text: "" };
  let known: readonly Gpu[] = [];
  let gpusAtMs: number | null = null;
  let answeredAtMs: number | null = null;
  let list: readonly ListedGpu[] = [];
  /** Bus ids. */
  let seenByKernel: readonly string[] = [];
  let extras: readonly GpuExtras[] = [];
  let migDevices: readonly MigDevice[] = [];
  let slowdownCelsius: ReadonlyMap<string, number> = new Map();
  let apps: readonly GpuApp[] = [];
  /** What the newest call beside the rows said is wrong: a loop that began before goes on as if nothing were. */
  let callTrouble: GpuSubsystem | null = null;
  let table: ReadonlyMap<number, HostProcess> = new Map();
  let owners: ReadonlyMap<number, CgroupOwner> = new Map();
  let names: ReadonlyMap<string, string> = new Map();
  let processes: readonly GpuProcess[] | null = [];
  let processesAtMs: number | null = null;

  /** Not kept: copies that live until the next tick, and die then, are what collecting garbage costs most for. */
  function withReadingsOfXml(gpu: Gpu): Gpu {
    if (gpu.state !== "ok") return gpu;
    const extra = extras.find((one) => one.uuid !== null && one.uuid === gpu.uuid);
    return extra ? withExtras(gpu, extra) : gpu;
  }

  function merge(answer: Pick<GpuCsvResult, "gpus" | "subsystem">): void {
    known = mergeKnownGpus(known.length > 0 ? known : expected(list, seenByKernel, answer.gpus), answer);
  }

  function append(result: GpuCsvResult, status: number, wallMs: number | null, atMs: number): number {
    const seconds = wallMs === null ? null : wallMs / 1000;
    const success = result.subsystem.kind === "ok" || result.subsystem.kind === "infoRomCorrupted";
    const rows = job();
    sampler.collection(rows.next, { success, exitStatus: status, seconds });
    for (const gpu of known) sampler.gpu(rows.next, gpu);
    sampler.xids(rows.next, xids());
    return success ? rows.row(seconds, atMs) : rows.failed(seconds, atMs);
  }

  return {
    get subsystem() {
      return subsystem.kind === "ok" ? (callTrouble ?? subsystem) : subsystem;
    },
    get rowGpus() {
      return known;
    },
    get gpus() {
      return known.map(withReadingsOfXml);
    },
    get gpusAtMs() {
      return gpusAtMs;
    },
    get answeredAtMs() {
      return answeredAtMs;
    },
    get migDevices() {
      return migDevices;
    },
    get processes() {
      processes ??= joinProcesses(
        withProcessTypes(
          apps,
          extras.flatMap((one) => one.processes),
        ),
        table,
        owners,
        names,
      );
      return processes;
    },
    get processesAtMs() {
      return processesAtMs;
    },
    get slowdownCelsius() {
      return slowdownCelsius;
    },
    probed(listed, kernelGpus) {
      list = parseList(listed);
      seenByKernel = kernelGpus;
    },
    noAnswer(why) {
      subsystem = why;
      merge({ gpus: [], subsystem: why });
    },
    rows(text, fields, status, wallMs, atMs) {
      const result = parseGpuCsv(text, fields, status, memory);
      if (result.invalidField !== null) return result;
      subsystem = result.subsystem;
      merge(result);
      answeredAtMs = append(result, status, wallMs, atMs);
      if (known.some((gpu) => gpu.state === "ok")) gpusAtMs = answeredAtMs;
      return result;
    },
    apps(text, status) {
      const { subsystem: said } = parseGpuCsv(text, appsFields, status);
      callTrouble = status === 0 || unsaid.has(said.kind) ? null : said;
      apps = status === 0 ? parseComputeApps(text) : [];
      processes = null;
      processesAtMs = status === 0 ? clock.nowMs() : null;
    },
    ps(text) {
      table = parsePs(text);
      processes = null;
    },
    cgroup(text) {
      owners = parseCgroups(text);
      processes = null;
    },
    xml(text) {
      const result = parseGpuXml(text);
      if (result.kind === "failed") return { problem: result.message };
      extras = result.gpus;
      processes = null;
      slowdownCelsius = new Map(
        extras.flatMap(({ uuid, slowdownCelsius: limit }) =>
          uuid !== null && typeof limit === "number" ? [[uuid, limit] as const] : [],
        ),
      );
      migDevices = extras.flatMap((one) => migDevicesOf(one, list));
      return { driverVersion: result.driverVersion };
    },
    containerNames(now) {
      names = now;
      processes = null;
    },
  };
}

/** The GPUs to look for in a first answer. */
function expected(list: readonly ListedGpu[], seenByKernel: readonly string[], answer: readonly Gpu[]): readonly Gpu[] {
  // The list has no bus ids: a GPU that the answer names by its bus id alone would be counted twice.
  if (answer.some((gpu) => gpu.uuid === null && gpu.index === null && gpu.busId !== null)) return [];
  if (list.length > 0) return list.map(({ index, name, uuid }) => ({ ...blankGpu, index, name, uuid }));
  // Where nvidia-smi tells of some, the kernel may see others that are hidden from this login.
  return answer.length > 0 ? [] : seenByKernel.map((busId) => ({ ...blankGpu, busId }));
}
