import { type CollectPlan, isPlainWord, type Pace } from "../../../shared/domain/collect/protocol.ts";
import type { HostProbe } from "./probe.ts";

export interface PlanParts {
  readonly nonce: string;
  readonly intervalMs: number;
  readonly pace: Pace;
  readonly gpuFields: readonly string[];
  /** As the workspace names them. */
  readonly units: readonly string[];
}

/** What a stream is to read of a probed host. Units that a script may not name are left out: see `plainUnits`. */
export function makePlan(probe: HostProbe, { nonce, intervalMs, pace, gpuFields, units }: PlanParts): CollectPlan {
  return {
    nonce,
    intervalMs,
    pace,
    gpuFields,
    nvidiaSmi: probe.nvidiaSmi ?? "",
    units: plainUnits(units).usable,
    containerTool: probe.tools.has("docker") ? "docker" : probe.tools.has("podman") ? "podman" : null,
  };
}

/** Units that a script may name; systemd's escapes (`\x2d`) cannot be. */
export function plainUnits(units: readonly string[]): {
  readonly usable: readonly string[];
  readonly refused: readonly string[];
} {
  return { usable: units.filter(isPlainWord), refused: units.filter((unit) => !isPlainWord(unit)) };
}

const secondMs = 1000;

/** Who asks for readings more often than each second wants them when they come; others may be a quarter of a second late. */
export function mayWait({ intervalMs }: CollectPlan): boolean {
  return intervalMs >= secondMs;
}
