import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for one run; what `use` registers is stopped, last first, whatever happens. */
export async function withFolder<T>(
  use: (folder: string, stopLater: <S extends Stoppable>(part: S) => S) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "midwatch-bench-"));
  const parts: Stoppable[] = [];
  try {
    return await use(folder, (part) => {
      parts.push(part);
      return part;
    });
  } finally {
    for (const part of parts.reverse()) await part.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export interface Stoppable {
  stop(): Promise<void>;
}
