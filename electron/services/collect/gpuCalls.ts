import type { Clock } from "../../../shared/base/clock.ts";
import { createGpuPolicy, type GpuMode } from "./gpuPolicy.ts";
import type { HostReadings } from "./hostReadings.ts";
import { type HostProbe, type SectionFrame, wallMsOf } from "./probe.ts";

/** How nvidia-smi is asked on one host, over all sessions: by which mode and for which fields. */
export interface GpuCalls {
  readonly mode: GpuMode;
  /** The driver may not be the one that was probed. */
  readonly driverIsNew: boolean;
  /** The probe's fields without those that the driver refused since. */
  fieldsOf(probe: HostProbe): readonly string[];
  probed(found: HostProbe): void;
  /** Takes a single call's answer. Returns true when the plan no longer fits. */
  onCall(frame: SectionFrame, asked: readonly string[], everyMs: number): boolean;
  /** Takes one round of the loop. Returns true when the loop has to end. */
  onLoopRows(text: string, status: number, asked: readonly string[], everyMs: number): boolean;
  onLoopEnd(how: "exited" | "silent"): void;
  hung(text: string): void;
  setInterval(intervalMs: number): void;
}

export interface GpuCallsOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly readings: Pick<HostReadings, "gpuRows">;
  /** Tells people. */
  note(text: string): void;
}

const driverFailures: ReadonlySet<string> = new Set(["driverMismatch", "driverNotLoaded"]);

export function createGpuCalls({ clock, intervalMs, readings, note }: GpuCallsOptions): GpuCalls {
  const policy = createGpuPolicy(intervalMs);
  const refused = new Set<string>();
  let wasWithoutDriver = false;
  let driverIsNew = false;

  function refuse(name: string | null, asked: readonly string[]): boolean {
    if (name === null || !asked.includes(name) || asked.length === 1) return false;
    refused.add(name);
    note(`This driver does not know ${name}: it is not asked for any more`);
    return true;
  }

  function hung(text: string): void {
    policy.hung(text, clock.monotonicMs());
  }

  return {
    get mode() {
      return policy.mode;
    },
    get driverIsNew() {
      return driverIsNew;
    },
    fieldsOf: (probe) => probe.gpuFields.filter((field) => !refused.has(field)),
    probed(found) {
      refused.clear();
      driverIsNew = false;
      if (found.hung) hung(found.hung.text);
      else if (found.nvidiaSmi === null) policy.none("nvidia-smi was not found on this host");
      else policy.answers();
    },
    onCall(frame, asked, everyMs) {
      const result = readings.gpuRows(frame.text, asked, frame.status, frame, everyMs);
      const { kind } = result.subsystem;
      if (driverFailures.has(kind)) wasWithoutDriver = true;
      if (refuse(result.invalidField, asked)) return true;
      if (kind === "hung") {
        hung(result.subsystem.text);
        return true;
      }
      if (kind !== "ok") return false;
      driverIsNew ||= wasWithoutDriver;
      wasWithoutDriver = false;
      const persistenceOff = result.gpus.some((gpu) => gpu.persistenceMode === false);
      return policy.oneShot({ wallMs: wallMsOf(frame), persistenceOff, nowMs: clock.monotonicMs() });
    },
    onLoopRows(text, status, asked, everyMs) {
      const result = readings.gpuRows(text, asked, status, null, everyMs);
      const fewer = refuse(result.invalidField, asked);
      return policy.loopTick({ allUnknown: result.allUnknown, nowMs: clock.monotonicMs() }) || fewer;
    },
    onLoopEnd: (how) => policy.loopFailed(how, clock.monotonicMs()),
    hung,
    setInterval: (nextMs) => policy.setInterval(nextMs),
  };
}
