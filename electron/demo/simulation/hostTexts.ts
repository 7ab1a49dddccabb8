import { containerId, type HostSpec, replicas, versionOf } from "./fleet.ts";
import { gpuIdentity, troubledGpus } from "./gpuState.ts";
import { hash } from "./noise.ts";
import { ageAtStart, serverPid } from "./processes.ts";

const kernelRelease = "5.15.0-122-generic";

/** The probe's facts, `key=value`. */
export function factsText(host: HostSpec, bootTimeSeconds: number): string {
  const facts = {
    ostype: "Linux",
    osrelease: kernelRelease,
    hostname: host.name,
    machine_id: host.machineId,
    nvrm: "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.127.05  Tue Oct  8 03:22:07 UTC 2024",
    boot_time: Math.round(bootTimeSeconds),
    cpu_count: host.cpuCount,
    os: "Ubuntu 22.04.5 LTS",
  };
  return Object.entries(facts)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

export function toolsText(): string {
  const tools = ["nvidia-smi", "timeout", "stdbuf", "ps", "df", "systemctl", "docker", "dmesg", "journalctl"];
  return tools.map((tool) => `${tool}=/usr/bin/${tool}\n`).join("");
}

/** `df -P -k -l`. */
export function filesystemsText(host: HostSpec, t: number): string {
  const fill = host.incident?.figure("diskFill", t) ?? 0;
  const containersShare = 0.48 + (host.seed % 17) / 100;
  const rows: readonly (readonly [string, string, number, number])[] = [
    ["/dev/nvme0n1p2", "/", 920_000_000, 0.34 + (host.seed % 11) / 100],
    ["/dev/nvme1n1", "/var/lib/docker", 3_750_000_000, containersShare + (0.999 - containersShare) * fill],
    ["/dev/nvme2n1", "/models", 7_500_000_000, host.trouble === "throttled" ? 0.93 : 0.66],
  ];
  const lines = rows.map(([device, mount, sizeKiB, used]) => {
    const usedKiB = Math.round(sizeKiB * used);
    return `${device} ${sizeKiB} ${usedKiB} ${sizeKiB - usedKiB} ${Math.round(used * 100)}% ${mount}`;
  });
  return `${["Filesystem 1024-blocks Used Available Capacity Mounted on", ...lines].join("\n")}\n`;
}

interface Unit {
  readonly name: string;
  readonly failed?: boolean;
}

const units: readonly Unit[] = [
  { name: "nvidia-dcgm" },
  { name: "nvidia-persistenced" },
  { name: "nvidia-fabricmanager" },
];

/** `systemctl show` of the units that look like model serving, plus the one that failed. */
export function unitsText(host: HostSpec): string {
  const shown = host.trouble === "throttled" ? [...units, { name: "log-shipper", failed: true }] : units;
  return shown.map((unit) => unitBlock(host, unit)).join("\n");
}

function unitBlock(host: HostSpec, { name, failed = false }: Unit): string {
  const since = failed ? (host.uptimeAtStart - 180) * 1e6 : 40e6 + (hash(host.seed, name) % 30e6);
  return [
    `Id=${name}.service`,
    "LoadState=loaded",
    `ActiveState=${failed ? "failed" : "active"}`,
    `SubState=${failed ? "failed" : "running"}`,
    `Result=${failed ? "exit-code" : "success"}`,
    `NRestarts=${failed ? 5 : 0}`,
    `ExecMainCode=${failed ? 1 : 0}`,
    `ExecMainStatus=${failed ? 137 : 0}`,
    `StateChangeTimestampMonotonic=${Math.round(since)}`,
    `ActiveEnterTimestampMonotonic=${Math.round(since)}`,
    `InactiveEnterTimestampMonotonic=${failed ? Math.round(since) : 0}`,
    "",
  ].join("\n");
}

/** `docker ps -a --format "{{json .}}"`, then `docker inspect` lines: a container for each replica. */
export function containersText(host: HostSpec, t: number, startedAtMs: (ageAtStart: number) => number): string {
  const { service, lives } = host;
  const containers = replicas(host).map((_gpus, replica) => {
    const kills = lives.kills(replica, t);
    const isUp = lives.isUp(replica, t);
    const isKilled = !isUp && kills.length > 0;
    return {
      id: containerId(host, replica),
      Names: `${service.name}-${replica}`,
      Image: `registry.internal/${service.model}:${versionOf(host, replica, t)}`,
      State: isUp ? "running" : "exited",
      Status: isUp ? "Up 4 hours" : `Exited (${isKilled ? 137 : 143}) 2 seconds ago`,
      inspected: `${kills.length} ${isUp ? "running" : "exited"} ${new Date(startedAtMs(ageAtStart(lives.startedAt(replica, t)))).toISOString()} ${isKilled}`,
    };
  });
  const rows = containers.map(({ id, inspected: _, ...row }) => JSON.stringify({ ID: id, ...row }));
  const details = containers.map(({ id, inspected }) => `${id} ${inspected}`);
  return [...rows, ...details, ""].join("\n");
}

/** Kernel log lines about the driver and about memory; with the uptime of the event, as `dmesg` prints it. */
export function kernelText(host: HostSpec, t: number): string {
  return driverText(host) + scenarioText(host, t) + oomText(host, t);
}

function oomText(host: HostSpec, t: number): string {
  return replicas(host)
    .flatMap((_gpus, replica) => host.lives.kills(replica, t).map((killed) => ({ replica, killed })))
    .sort((a, b) => a.killed - b.killed)
    .map(({ replica, killed }) => {
      const at = (host.uptimeAtStart + killed).toFixed(6);
      const pid = serverPid(host, replica, killed - 0.001);
      return `[${at}] Memory cgroup out of memory: Killed process ${pid} (VLLM::EngineCor) total-vm:412316860kB, anon-rss:187904819kB, file-rss:1204kB, shmem-rss:0kB, UID:1001 pgtables:402184kB oom_score_adj:0\n`;
    })
    .join("");
}

/** What the driver says of what a scenario does to it. */
function scenarioText(host: HostSpec, t: number): string {
  return (host.incident?.xidsUntil(t) ?? [])
    .map(({ gpu, code, text, t: told }) => {
      const at = (host.uptimeAtStart + told).toFixed(6);
      if (code === 0) return `[${at}] NVRM: ${text}\n`;
      const address = gpuIdentity(host, gpu).busId.slice(4, -2).toLowerCase();
      return `[${at}] NVRM: Xid (PCI:${address}): ${code}, ${text}\n`;
    })
    .join("");
}

function driverText(host: HostSpec): string {
  if (host.trouble === "gpuLost") {
    const [index = 0] = troubledGpus.gpuLost;
    const address = gpuIdentity(host, index).busId.slice(4, -2).toLowerCase();
    const at = (host.uptimeAtStart - 480).toFixed(6);
    return `[${at}] NVRM: Xid (PCI:${address}): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.\n`;
  }
  if (host.trouble === "remapPending") {
    const [index = 0] = troubledGpus.remapPending;
    const address = gpuIdentity(host, index).busId.slice(4, -2).toLowerCase();
    const at = (host.uptimeAtStart - 5580).toFixed(6);
    return `[${at}] NVRM: Xid (PCI:${address}): 63, pid='<unknown>', name=<unknown>, Row Remapper: New row marked for remapping, reset gpu to activate.\n`;
  }
  return "";
}
