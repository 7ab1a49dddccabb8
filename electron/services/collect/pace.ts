import type { Pace, Section } from "../../../shared/domain/collect/protocol.ts";
import type { GpuMode } from "./gpuPolicy.ts";
import type { HostProbe } from "./probe.ts";

/** Seconds between two readings of a section, as far as its cost allows. Sections that are not here are read each tick. */
const wantedSeconds: Readonly<Partial<Record<Section, number>>> = {
  apps: 5,
  units: 10,
  containers: 15,
  kernel: 15,
  filesystems: 30,
  xml: 60,
};

type PacedSection = "apps" | "units" | "containers" | "kernel" | "filesystems" | "xml";

const needs: Readonly<Record<PacedSection, readonly string[]>> = {
  apps: ["nvidia-smi"],
  xml: ["nvidia-smi"],
  units: ["systemctl"],
  containers: ["docker", "podman"],
  kernel: ["dmesg", "journalctl"],
  filesystems: ["df"],
};

const gpuSections: ReadonlySet<string> = new Set(["gpu", "apps", "xml"]);
/** A reading may take a quarter of the time between two of its kind. */
const largestShare = 0.25;
const mostFactor = 16;
/** Readings in a row that would be cheap at twice the pace, before they get it back: no to and fro around a limit. */
const cheapReadings = 5;

export interface PaceKeeper {
  pace(intervalMs: number, probe: HostProbe, mode: GpuMode): Pace;
  /** How often a section is read now. */
  intervalMs(section: string, tickMs: number, mode: GpuMode): number;
  /** A section did not come to its end and could not be stopped: it is left out until `forgive`. */
  giveUp(section: string): void;
  forgive(): void;
  /**
   * Takes one reading's cost. Returns why the section is read at another pace from now on, or null: half as often after two
   * that cost too much, as seldom as can be after one that had to be stopped, more often again once they are cheap.
   */
  spent(
    section: string,
    reading: { readonly wallMs: number; readonly stopped: boolean },
    tickMs: number,
  ): string | null;
}

/** How often the slow sections are read: less often where they turn out to cost the host too much. */
export function createPaceKeeper(): PaceKeeper {
  const factors = new Map<string, number>();
  /** In a row: costly readings count up from zero, cheap ones down. */
  const streaks = new Map<string, number>();
  const stuck = new Set<string>();

  const ticksOf = (section: string, tickMs: number): number => {
    const seconds = wantedSeconds[section as Section];
    if (seconds === undefined) return 1;
    return Math.max(1, Math.round((seconds * 1000) / tickMs)) * (factors.get(section) ?? 1);
  };

  return {
    pace(intervalMs, probe, mode) {
      const pace: Partial<Record<Section, number>> = { host: 1 };
      const readsGpus = probe.nvidiaSmi !== null && (mode.kind === "oneShot" || mode.kind === "loop");
      if (readsGpus && mode.kind === "oneShot") pace.gpu = mode.ticks;
      for (const [section, tools] of Object.entries(needs) as [PacedSection, readonly string[]][]) {
        if (!tools.some((tool) => probe.tools.has(tool))) continue;
        if (stuck.has(section) || (gpuSections.has(section) && !readsGpus)) continue;
        pace[section] = ticksOf(section, intervalMs);
      }
      return pace;
    },
    intervalMs: (section, tickMs, mode) =>
      section === "gpu"
        ? (mode.kind === "oneShot" ? mode.ticks : 1) * tickMs
        : ticksOf(paceOwner(section), tickMs) * tickMs,
    giveUp: (section) => void stuck.add(section),
    forgive: () => stuck.clear(),
    spent(section, { wallMs, stopped }, tickMs) {
      if (wantedSeconds[section as Section] === undefined) return null;
      const everyMs = ticksOf(section, tickMs) * tickMs;
      const streak = nextStreak(streaks.get(section) ?? 0, wallMs, everyMs);
      streaks.set(section, streak);
      const factor = factors.get(section) ?? 1;
      const next = nextFactor(factor, streak, stopped);
      if (next === factor) return null;
      factors.set(section, next);
      streaks.set(section, 0);
      const every = `read every ${ticksOf(section, tickMs) * (tickMs / 1000)} s from now on`;
      return stopped
        ? `Reading ${section} had to be stopped: ${every}`
        : `Reading ${section} takes ${Math.round(wallMs)} ms: ${every}`;
    },
  };
}

/** `ps` and `cgroup` are read with `apps`. */
function paceOwner(section: string): string {
  return section === "ps" || section === "cgroup" ? "apps" : section;
}

function nextStreak(streak: number, wallMs: number, everyMs: number): number {
  if (wallMs > everyMs * largestShare) return Math.max(0, streak) + 1;
  // Half of what would be allowed at twice the pace.
  return wallMs <= (everyMs * largestShare) / 4 ? Math.min(0, streak) - 1 : 0;
}

function nextFactor(factor: number, streak: number, stopped: boolean): number {
  if (stopped) return mostFactor;
  if (streak >= 2) return Math.min(mostFactor, factor * 2);
  return streak <= -cheapReadings ? Math.max(1, factor / 2) : factor;
}
