export interface SmiVersion {
  readonly driverVersion: string | null;
  /** The CUDA version the driver carries, not an installed toolkit. */
  readonly cudaVersion: string | null;
}

const version = /^\d+(\.\d+)+/;

/**
 * `nvidia-smi --version`. Since 610 the driver is called KMD and CUDA's line CUDA UMD, and the old lines hold a sentence
 * instead of a version. Null for what is not there.
 */
export function parseVersion(text: string): SmiVersion {
  const found = new Map<string, string>();
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const value = line.slice(colon + 1).trim();
    if (version.test(value)) found.set(line.slice(0, colon).trim().toLowerCase(), value);
  }
  return {
    driverVersion: found.get("driver version") ?? found.get("kmd version") ?? null,
    cudaVersion: found.get("cuda version") ?? found.get("cuda umd version") ?? null,
  };
}

interface ListedMigDevice {
  /** `3g.40gb` */
  readonly profile: string;
  /** Counts within the parent, as `index` in the XML does. */
  readonly device: number;
  readonly uuid: string;
}

export interface ListedGpu {
  readonly index: number;
  readonly name: string;
  readonly uuid: string;
  readonly migDevices: readonly ListedMigDevice[];
}

/**
 * `nvidia-smi -L`: the only cheap source of MIG profiles and UUIDs. It is no health test: a GPU that fell off the bus may
 * still be listed. Other lines are left out.
 */
export function parseList(text: string): readonly ListedGpu[] {
  const gpus: (ListedGpu & { readonly migDevices: ListedMigDevice[] })[] = [];
  for (const line of text.split("\n")) {
    const gpu = /^GPU (\d+): (.*) \(UUID: (GPU-[^)\s]+)\)\s*$/.exec(line);
    if (gpu) {
      const [, index = "", name = "", uuid = ""] = gpu;
      gpus.push({ index: Number(index), name, uuid, migDevices: [] });
      continue;
    }
    const mig = /^\s+MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[^)]+)\)\s*$/.exec(line);
    if (mig) {
      const [, profile = "", device = "", uuid = ""] = mig;
      gpus.at(-1)?.migDevices.push({ profile, device: Number(device), uuid });
    }
  }
  return gpus;
}
