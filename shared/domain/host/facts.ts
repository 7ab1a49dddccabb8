import { normalizeBusId } from "../gpu/busId.ts";
import { parseVersion } from "../gpu/version.ts";
import type { HostFacts } from "./model.ts";

/** `key=value` lines; the first of a key counts, empty values and other lines are left out. */
export function parseKeyValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const equals = line.indexOf("=");
    if (equals <= 0) continue;
    const key = line.slice(0, equals).trim();
    const value = line.slice(equals + 1).trim();
    if (value !== "" && !values.has(key)) values.set(key, value);
  }
  return values;
}

/** The version in the first line of `/proc/driver/nvidia/version`: the module that is loaded, whatever is installed. */
function loadedDriver(line: string | undefined): string | null {
  return line === undefined ? null : (/\s(\d{3,}\.\d+(?:\.\d+)?)(?:\s|$)/.exec(line)?.[1] ?? null);
}

function secondsToMs(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : null;
}

function managersOf(tool: ReadonlyMap<string, string>): HostFacts["serviceManagers"] {
  const containers = (["docker", "podman"] as const).filter((name) => tool.has(name));
  return tool.has("systemctl") ? ["systemd", ...containers] : containers;
}

export interface ProbeTexts {
  /** `osrelease=`, `hostname=`, `machine_id=`, `os=`, `boot_time=` (Unix seconds), `nvrm=`. */
  readonly facts: string;
  /** `name=path` for each tool found. */
  readonly tools: string;
  /** `nvidia-smi --version`. */
  readonly version: string;
}

/** What the probe found out about a host, once per connection. Null for what it could not read. */
export function hostFacts({ facts, tools, version }: ProbeTexts): HostFacts {
  const found = parseKeyValues(facts);
  const tool = parseKeyValues(tools);
  const { driverVersion, cudaVersion } = parseVersion(version);
  return {
    hostname: found.get("hostname") ?? null,
    kernel: found.get("osrelease") ?? null,
    os: found.get("os") ?? null,
    machineId: found.get("machine_id") ?? null,
    bootTimeMs: secondsToMs(found.get("boot_time")),
    driverVersion: driverVersion ?? loadedDriver(found.get("nvrm")),
    cudaVersion,
    nvidiaSmiPath: tool.get("nvidia-smi") ?? null,
    serviceManagers: tool.size === 0 ? null : managersOf(tool),
  };
}

/** Bus ids of the NVIDIA GPUs that the kernel sees, whatever nvidia-smi says: `gpu=` lines of the probe's facts. */
export function kernelGpus(facts: string): readonly string[] {
  return facts.split("\n").flatMap((line) => (line.startsWith("gpu=") ? (normalizeBusId(line.slice(4)) ?? []) : []));
}
