import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder with an executable `nvidia-smi` that prints what the test puts there: see fakeNvidiaSmi.sh. */
export interface FakeNvidiaSmi {
  /** Put it first on the PATH. */
  readonly folder: string;
  set(file: string, text: string): void;
  unset(file: string): void;
  /** `begin CALL PID` and `end CALL PID`, in order. */
  calls(): readonly string[];
  dispose(): void;
}

export function createFakeNvidiaSmi(files: Readonly<Record<string, string>> = {}): FakeNvidiaSmi {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-smi-"));
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "nvidia-smi");
  copyFileSync(fileURLToPath(new URL("fakeNvidiaSmi.sh", import.meta.url)), program);
  chmodSync(program, 0o755);
  const set = (file: string, text: string) => writeFileSync(join(folder, file), text);
  for (const [file, text] of Object.entries(files)) set(file, text);
  return {
    folder,
    set,
    unset: (file) => rmSync(join(folder, file), { force: true }),
    calls() {
      try {
        return readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
      } catch {
        return [];
      }
    },
    dispose: () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  };
}
