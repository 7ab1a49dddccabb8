import type { FrameMark, Pace, Section } from "../../../shared/domain/collect/protocol.ts";
import type { GpuMode } from "./gpuPolicy.ts";
import type { HostProbe } from "./probe.ts";
import { sectionOrder } from "./script/collect.ts";

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
/** A reading may take a quarter of the time between two of its kind, and hold up no more than two ticks. */
const largestShare = 0.25;
const mostTicksHeldUp = 2;
const mostFactor = 16;

export interface PaceKeeper {
  pace(intervalMs: number, probe: HostProbe, mode: GpuMode): Pace;
  /** How often a section is read now. */
  intervalMs(section: string, tickMs: number, mode: GpuMode): number;
  /** A section did not come to its end and could not be stopped: it is left out until `forgive`. */
  giveUp(section: string): void;
  forgive(): void;
  /** Takes one reading's cost. Returns why the section is read half as often from now on, or null. */
  spent(section: string, wallMs: number, tickMs: number): string | null;
}

/** How often the slow sections are read; each is halved when it turns out to cost the host too much. */
export function createPaceKeeper(): PaceKeeper {
  const factors = new Map<string, number>();
  const costly = new Map<string, number>();
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
    spent(section, wallMs, tickMs) {
      if (wantedSeconds[section as Section] === undefined) return null;
      const everyMs = ticksOf(section, tickMs) * tickMs;
      const isCostly = wallMs > Math.min(everyMs * largestShare, tickMs * mostTicksHeldUp);
      const count = isCostly ? (costly.get(section) ?? 0) + 1 : 0;
      costly.set(section, count);
      const factor = factors.get(section) ?? 1;
      if (count < 2 || factor >= mostFactor) return null;
      factors.set(section, factor * 2);
      costly.set(section, 0);
      return `Reading ${section} takes ${Math.round(wallMs)} ms: read every ${(everyMs * 2) / 1000} s from now on`;
    },
  };
}

/** The section that is being read after a mark of a tick, as the plan has it; null between two ticks. */
export function sectionAfter(mark: FrameMark, tick: number, pace: Pace): Section | null {
  if (mark.kind === "end") return null;
  const names: readonly string[] = sectionOrder;
  const last = mark.kind === "section" ? names.indexOf(paceOwner(mark.section)) : -1;
  const later = sectionOrder.slice(last + 1).filter((section) => pace[section] !== undefined);
  // A tick that was asked for by hand reads more than is due.
  return later.find((section) => tick % (pace[section] ?? 1) === 0) ?? later[0] ?? null;
}

/** `ps` and `cgroup` are read with `apps`. */
function paceOwner(section: string): string {
  return section === "ps" || section === "cgroup" ? "apps" : section;
}
