import { z } from "zod";
import { type LogLevel, type LogLine, logLevels } from "./model.ts";

/** Lines counted in steps of time, by level. */
export const logVolume = z.object({
  startMs: z.number(),
  stepMs: z.number().int(),
  /** One list a level that occurs; each as long as there are steps. */
  levels: z.array(z.object({ level: z.enum(logLevels), counts: z.array(z.number()) })),
});
export interface LogVolume {
  readonly startMs: number;
  readonly stepMs: number;
  readonly levels: readonly { readonly level: LogLevel; readonly counts: readonly number[] }[];
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400].map(
  (seconds) => seconds * 1000,
);
const mostSteps = 120;

/** A round step that makes 60 to 120 bars of most windows. */
export function volumeStepMs(windowMs: number): number {
  return steps.find((stepMs) => windowMs / stepMs <= mostSteps) ?? Math.ceil(windowMs / mostSteps);
}

/** Counts lines of a window whose steps begin at multiples of `stepMs`. */
export function countVolume(
  lines: Iterable<Pick<LogLine, "timeMs" | "level">>,
  window: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
): LogVolume {
  const { stepMs } = window;
  const startMs = Math.floor(window.startMs / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((window.endMs - startMs) / stepMs));
  const byLevel = new Map<LogLine["level"], number[]>();
  for (const { timeMs, level } of lines) {
    const at = Math.floor((timeMs - startMs) / stepMs);
    if (at < 0 || at >= count) continue;
    const counts = byLevel.get(level) ?? new Array<number>(count).fill(0);
    counts[at] = (counts[at] ?? 0) + 1;
    byLevel.set(level, counts);
  }
  return { startMs, stepMs, levels: inOrder(byLevel) };
}

/** Adds what several sources counted over the same steps. */
export function addVolumes(volumes: readonly LogVolume[]): LogVolume | null {
  const [head, ...rest] = volumes;
  if (!head) return null;
  const byLevel = new Map(head.levels.map(({ level, counts }) => [level, [...counts]]));
  for (const { levels } of rest) {
    for (const { level, counts } of levels) {
      const sum = byLevel.get(level);
      if (!sum) byLevel.set(level, [...counts]);
      else for (const [at, one] of counts.entries()) sum[at] = (sum[at] ?? 0) + one;
    }
  }
  return { ...head, levels: inOrder(byLevel) };
}

function inOrder(byLevel: ReadonlyMap<LogLine["level"], number[]>): LogVolume["levels"] {
  return logLevels.flatMap((level) => {
    const counts = byLevel.get(level);
    return counts ? [{ level, counts }] : [];
  });
}
