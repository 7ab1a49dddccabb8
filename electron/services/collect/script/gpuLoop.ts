import type { CollectPlan } from "../../../../shared/domain/collect/protocol.ts";
import { preamble, shellCommand, watcher } from "./command.ts";
import { gpuQuery } from "./readers.ts";

/**
 * nvidia-smi's own loop in a channel of its own: the driver stays initialised, where every single call would initialise it
 * anew. Its rows come without marks between ticks; the section is closed when the loop ends.
 */
export function gpuLoopCommand(plan: CollectPlan): string {
  return shellCommand("gpu-loop", plan, [
    ...preamble,
    "set -f",
    ...watcher,
    // Without this some builds hold rows back in a block buffer.
    'B="stdbuf -oL"',
    "$B true >/dev/null 2>&1 || B=",
    "t",
    'printf "%s F 0 %s\\n" "$H" $u',
    "s",
    `x $B ${plan.nvidiaSmi} ${gpuQuery(plan)} -lms ${plan.intervalMs} 2>&1`,
    "m gpu $Q",
    'printf "%s E 0 %s\\n" "$H" $u',
    "bye",
  ]);
}
