import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { ProgressStore, WriteProgress } from "./types.ts";

const stored = z.strictObject({
  version: z.literal(1),
  startMs: z.number(),
  cursor: z.record(z.string(), z.number()),
});

/** Progress in a file of the data folder; one that is missing or broken is no progress. */
export function progressFile(file: string): ProgressStore {
  return {
    async read() {
      try {
        const { startMs, cursor } = stored.parse(JSON.parse(await readFile(file, "utf8")));
        return { startMs, cursor };
      } catch {
        return null;
      }
    },
    /** Not synced: after a crash some rows are sent again, which receivers take. */
    async write(progress: WriteProgress) {
      await writeFile(file, JSON.stringify({ version: 1, ...progress }), { mode: 0o600 });
    },
  };
}
