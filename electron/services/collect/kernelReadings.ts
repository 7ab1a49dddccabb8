import type { Clock } from "../../../shared/base/clock.ts";
import type { XidEvent } from "../../../shared/domain/gpu/model.ts";
import { parseKernelLine } from "../../../shared/domain/gpu/xid.ts";
import { type OomKill, parseOomLine } from "../../../shared/domain/host/oom.ts";

/** What a host's kernel log told. */
export interface KernelReadings {
  /** Unix ms of the newest reading; null before the first. */
  readonly readAtMs: number | null;
  /** Newest first, at most 100 of each. */
  readonly xids: readonly XidEvent[];
  readonly oomKills: readonly OomKill[];
  /** The newest lines of the log; those that were there before count once. */
  read(text: string, bootTimeMs: number | null): void;
}

const mostEvents = 100;

export function createKernelReadings(clock: Clock): KernelReadings {
  const seen = new Set<string>();
  let readAtMs: number | null = null;
  let xids: readonly XidEvent[] = [];
  let oomKills: readonly OomKill[] = [];
  return {
    get readAtMs() {
      return readAtMs;
    },
    get xids() {
      return xids;
    },
    get oomKills() {
      return oomKills;
    },
    read(text, bootTimeMs) {
      readAtMs = clock.nowMs();
      const lines = text.split("\n").filter((line) => line !== "");
      const fresh = lines.filter((line) => !seen.has(line)).reverse();
      // Only what may come again has to be known: the host sends its newest lines each time.
      seen.clear();
      for (const line of lines) seen.add(line);
      const timed = <T extends { readonly uptimeSeconds: number | null }>({ uptimeSeconds, ...event }: T) => {
        const hasTime = uptimeSeconds !== null && bootTimeMs !== null;
        return { ...event, atMs: hasTime ? Math.round(bootTimeMs + uptimeSeconds * 1000) : clock.nowMs() };
      };
      xids = withNew(xids, fresh, (line) => {
        const found = parseKernelLine(line);
        return found && timed(found);
      });
      oomKills = withNew(oomKills, fresh, (line) => {
        const found = parseOomLine(line);
        return found && timed(found);
      });
    },
  };
}

/** The same list when nothing is new. */
function withNew<T>(known: readonly T[], lines: readonly string[], read: (line: string) => T | null): readonly T[] {
  const found = lines.map(read).filter((one) => one !== null);
  return found.length === 0 ? known : [...found, ...known].slice(0, mostEvents);
}
