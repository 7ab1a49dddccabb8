import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const programs = [
  ...["systemctl", "docker", "nvidia-smi", "nvidia-bug-report.sh"],
  ...["lsmod", "modprobe", "dmesg", "journalctl"],
];

/** A folder with the programmes of a GPU host, and what they do kept in files: see gpuHostPrograms.sh. */
export interface GpuHost {
  /** Put it first on the PATH. */
  readonly folder: string;
  set(file: string, text?: string): void;
  unset(file: string): void;
  has(file: string): boolean;
  read(file: string): string;
  /** Memory that processes hold on its GPU, in bytes. */
  usedBytes(): number;
  /** `root systemctl restart vllm.service`, in order. */
  calls(): readonly string[];
  dispose(): void;
}

export function createGpuHost(): GpuHost {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-gpu-host-"));
  for (const name of ["units", "containers", "gpu"]) mkdirSync(join(folder, name));
  const script = join(folder, "programs.sh");
  const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  copyFileSync(beside("gpuHostPrograms.sh"), script);
  copyFileSync(beside("sudo.sh"), join(folder, "sudo"));
  for (const name of programs) symlinkSync(script, join(folder, name));
  const path = (file: string) => join(folder, file);
  const has = (file: string) => existsSync(path(file));
  const read = (file: string) => (has(file) ? readFileSync(path(file), "utf8") : "");
  return {
    folder,
    set: (file, text = "") => writeFileSync(path(file), text),
    unset: (file) => rmSync(path(file), { force: true }),
    has,
    read,
    usedBytes: () =>
      readdirSync(path("gpu"))
        .map((name) => Number(/(\d+) MiB/.exec(read(`gpu/${name}`))?.[1] ?? 0) * 1024 * 1024)
        .reduce((sum, bytes) => sum + bytes, 0),
    calls: () => read("calls").trim().split("\n"),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
