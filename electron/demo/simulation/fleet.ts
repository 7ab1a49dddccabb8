import { HostIncident } from "./incident/hostIncident.ts";
import type { Scenario } from "./incident/scenario.ts";
import { hash, hex } from "./noise.ts";
import { type Jam, ServerLives } from "./serverLives.ts";

/** What a GPU model is capable of; figures of the data sheets. */
export interface GpuModel {
  readonly name: string;
  readonly memoryMiB: number;
  readonly reservedMiB: number;
  readonly powerLimitWatts: number;
  readonly idleWatts: number;
  readonly maxSmMHz: number;
  readonly memoryMHz: number;
  readonly slowdownCelsius: number;
  readonly pcieGeneration: number;
}

const models = {
  h100: {
    name: "NVIDIA H100 80GB HBM3",
    memoryMiB: 81559,
    reservedMiB: 551,
    powerLimitWatts: 700,
    idleWatts: 72,
    maxSmMHz: 1980,
    memoryMHz: 2619,
    slowdownCelsius: 84,
    pcieGeneration: 5,
  },
  a100: {
    name: "NVIDIA A100-SXM4-80GB",
    memoryMiB: 81920,
    reservedMiB: 620,
    powerLimitWatts: 400,
    idleWatts: 58,
    maxSmMHz: 1410,
    memoryMHz: 1593,
    slowdownCelsius: 86,
    pcieGeneration: 4,
  },
  l40s: {
    name: "NVIDIA L40S",
    memoryMiB: 46068,
    reservedMiB: 590,
    powerLimitWatts: 350,
    idleWatts: 34,
    maxSmMHz: 2520,
    memoryMHz: 9001,
    slowdownCelsius: 87,
    pcieGeneration: 4,
  },
} as const satisfies Readonly<Record<string, GpuModel>>;

/** A model server: how busy it keeps its GPUs and how much of their memory it takes. */
interface ServiceSpec {
  readonly name: string;
  readonly model: string;
  /** GPUs of one replica; a host runs as many replicas as fit. */
  readonly gpusPerReplica: number;
  readonly load: number;
  readonly memoryShare: number;
}

const services = {
  chat: { name: "vllm", model: "chat-llm-70b", gpusPerReplica: 4, load: 0.93, memoryShare: 0.95 },
  document: { name: "vllm", model: "youtu-parsing", gpusPerReplica: 2, load: 0.74, memoryShare: 0.82 },
  avatar: { name: "avatar", model: "sonic-avatar", gpusPerReplica: 2, load: 0.62, memoryShare: 0.7 },
  embed: { name: "tei", model: "embed-m3", gpusPerReplica: 1, load: 0.45, memoryShare: 0.38 },
  idle: { name: "", model: "", gpusPerReplica: 8, load: 0, memoryShare: 0 },
} as const satisfies Readonly<Record<string, ServiceSpec>>;

/** What is wrong with a host, if anything. */
export type HostTrouble = "throttled" | "gpuLost" | "remapPending" | "unreachable" | null;

export interface HostSpec {
  readonly name: string;
  readonly group: string;
  readonly seed: number;
  readonly model: GpuModel;
  readonly gpuCount: number;
  readonly service: ServiceSpec;
  /** Its last replica serves the next release of the model. */
  readonly runsCanary: boolean;
  /** The web service in front of the models runs here too. */
  readonly runsGateway: boolean;
  readonly trouble: HostTrouble;
  /** What was done to its model servers. */
  readonly lives: ServerLives;
  /** What the scenario of the fleet does to them; null where it plays elsewhere, or not at all. */
  readonly incident: HostIncident | null;
  readonly cpuCount: number;
  readonly memoryKiB: number;
  /** Seconds the host was up when the simulation began. */
  readonly uptimeAtStart: number;
  readonly machineId: string;
}

const groups = [
  { name: "gpu-a", model: models.h100 },
  { name: "gpu-b", model: models.h100 },
  { name: "gpu-c", model: models.a100 },
  { name: "gpu-d", model: models.l40s },
] as const;

/** Group index and position (of at least that many hosts) where each trouble shows; the last host of a small group stands in. */
const troubles: readonly { readonly group: number; readonly position: number; readonly trouble: HostTrouble }[] = [
  { group: 0, position: 9, trouble: "throttled" },
  { group: 1, position: 2, trouble: "remapPending" },
  { group: 2, position: 11, trouble: "gpuLost" },
  { group: 3, position: 4, trouble: "unreachable" },
];

/**
 * `count` hosts in four groups; every trouble once, as far as there are hosts for it. With a scenario there is no other
 * trouble: it is the only thing that is wrong.
 */
export function createFleet(count: number, seed: number, scenario: Scenario | null = null): readonly HostSpec[] {
  const hosts: HostSpec[] = [];
  let touched = 0;
  for (const [index, { name: group, model }] of groups.entries()) {
    const size = Math.floor(count / groups.length) + (index < count % groups.length ? 1 : 0);
    const planned = scenario === null ? troubles.find((one) => one.group === index) : undefined;
    for (let position = 1; position <= size; position += 1) {
      const name = `${group}${String(position).padStart(2, "0")}`;
      const hostSeed = hash(seed, name);
      const isTroubled = planned !== undefined && position === Math.min(planned.position, size);
      const service = isTroubled ? services.chat : serviceOf(index, position, size);
      const lives = new ServerLives(scenario === null ? jamOf(index, position, isTroubled) : null);
      const incident =
        scenario !== null && service.model === scenario.model ? new HostIncident(scenario, touched++, lives) : null;
      hosts.push({
        name,
        group,
        seed: hostSeed,
        model,
        gpuCount: 8,
        service,
        runsCanary: scenario === null && index === 0 && position === Math.min(2, size),
        runsGateway: index < 2 && position === 1,
        trouble: isTroubled ? planned.trouble : null,
        lives,
        incident,
        cpuCount: model === models.l40s ? 64 : 128,
        memoryKiB: (model === models.l40s ? 512 : 2048) * 2 ** 20 - 7_340_032,
        uptimeAtStart: 86_400 * (3 + (hostSeed % 60)) + (hostSeed % 86_400),
        machineId: hex(32, hostSeed, "machine"),
      });
    }
  }
  return hosts;
}

/** Two servers of the first group are jammed: a restart helps the one and not the other. */
function jamOf(group: number, position: number, isTroubled: boolean): Jam {
  if (group !== 0 || isTroubled) return null;
  return position === 2 ? "clears" : position === 3 ? "returns" : null;
}

/** Each group's last fifth stands by, so that the map shows contrast. */
function serviceOf(group: number, position: number, size: number): ServiceSpec {
  if (size >= 4 && position > size - Math.max(1, Math.floor(size / 5))) return services.idle;
  switch (group) {
    case 0:
      return services.chat;
    case 1:
      return position % 3 === 0 ? services.avatar : services.document;
    case 2:
      return position % 4 === 3 ? services.avatar : services.chat;
    default:
      return position % 2 === 0 ? services.embed : services.document;
  }
}

/** GPU numbers of a host by replica: `[[0, 1, 2, 3], [4, 5, 6, 7]]`. */
export function replicas({ gpuCount, service }: HostSpec): readonly (readonly number[])[] {
  if (service.load === 0) return [];
  const count = Math.floor(gpuCount / service.gpusPerReplica);
  return Array.from({ length: count }, (_, replica) =>
    Array.from({ length: service.gpusPerReplica }, (_unused, rank) => replica * service.gpusPerReplica + rank),
  );
}

/** Of a replica's container, in full: it stays as it is when its server starts again. */
export function containerId({ seed }: HostSpec, replica: number): string {
  return hex(64, seed, "container", replica);
}

/** The release that a replica was set up with. */
export function firstVersionOf(host: HostSpec, replica: number): "v2.18.0" | "v2.19.0" {
  return host.runsCanary && replica === replicas(host).length - 1 ? "v2.19.0" : "v2.18.0";
}

/** The release that a replica runs, or is started in. */
export function versionOf(host: HostSpec, replica: number, t: number): string {
  return host.incident?.release(t)?.version ?? firstVersionOf(host, replica);
}

/** How many sequences its server takes into a batch. */
export function mostSequencesOf({ incident }: HostSpec, t: number): number {
  return incident?.release(t)?.mostSequences ?? 256;
}
