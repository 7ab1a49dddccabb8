import type { Clock } from "../../../shared/base/clock.ts";
import { parseContainers } from "../../../shared/domain/host/containers.ts";
import { parseDf } from "../../../shared/domain/host/df.ts";
import type { Filesystem, HostFacts, HostVitals, Service } from "../../../shared/domain/host/model.ts";
import { createNodeSampler } from "../../../shared/domain/host/nodeSamples.ts";
import { type HostCounters, hostVitals, parseProcFiles } from "../../../shared/domain/host/procfs.ts";
import { parseUnits } from "../../../shared/domain/host/systemd.ts";
import type { SampleRow } from "../../../shared/domain/metrics/sampleRow.ts";
import type { WorkloadList } from "./types.ts";

/** What is known of a host but its GPUs. */
export interface MachineReadings {
  readonly vitals: HostVitals | null;
  /** Each as it was last listed, at its own time; none before. */
  readonly workloads: readonly WorkloadList[];
  readonly services: readonly Service[];
  readonly servicesAtMs: number | null;
  readonly filesystems: readonly Filesystem[];
  /** `/proc` at `atSeconds` of the host's clock: adds the samples of one row. */
  proc(text: string, atSeconds: number, row: SampleRow): void;
  /** Who the host is, as the probe told. */
  identified(facts: HostFacts): void;
  df(text: string): void;
  units(text: string, atSeconds: number): void;
  /** Returns the containers' names by id. */
  containers(text: string, tool: "docker" | "podman"): ReadonlyMap<string, string>;
  /** The next counters are no continuation: rates begin anew. Until then the last vitals stand, as old as they are. */
  interrupted(): void;
}

export function createMachineReadings(clock: Clock): MachineReadings {
  const sampler = createNodeSampler();
  let counters: HostCounters | null = null;
  let countersAtSeconds = 0;
  let vitals: HostVitals | null = null;
  let units: WorkloadList | null = null;
  let containers: WorkloadList | null = null;
  let workloads: readonly WorkloadList[] = [];
  let services: readonly Service[] | null = null;
  let servicesAtMs: number | null = null;
  let filesystems: readonly Filesystem[] = [];
  let facts: HostFacts | null = null;

  function onServices(): void {
    workloads = [units, containers].filter((list) => list !== null);
    services = null;
    servicesAtMs = clock.nowMs();
  }

  return {
    get vitals() {
      return vitals;
    },
    get services() {
      services ??= workloads.flatMap((list) => list.services);
      return services;
    },
    get workloads() {
      return workloads;
    },
    get servicesAtMs() {
      return servicesAtMs;
    },
    get filesystems() {
      return filesystems;
    },
    proc(text, atSeconds, row) {
      const now = parseProcFiles(text);
      vitals = hostVitals(counters, now, atSeconds - countersAtSeconds);
      counters = now;
      countersAtSeconds = atSeconds;
      sampler.counters(row, now, vitals);
      // In every row: a series that is missing from one is marked stale.
      if (facts) sampler.uname(row, facts);
      sampler.filesystems(row, filesystems);
    },
    identified(now) {
      facts = now;
    },
    df(text) {
      filesystems = parseDf(text);
    },
    units(text, atSeconds) {
      units = { kind: "units", services: parseUnits(text, atSeconds), atMs: clock.nowMs() };
      onServices();
    },
    containers(text, tool) {
      const atMs = clock.nowMs();
      const result = parseContainers(text, tool, atMs);
      containers = { kind: "containers", services: result.services, atMs };
      onServices();
      return result.names;
    },
    interrupted() {
      counters = null;
    },
  };
}
