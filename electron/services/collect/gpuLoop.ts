import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { CollectPlan } from "../../../shared/domain/collect/protocol.ts";
import type { SshConnection } from "../ssh/types.ts";
import { mayWait } from "./plan.ts";
import { gpuLoopCommand } from "./script/gpuLoop.ts";
import { openStream } from "./stream.ts";

export interface GpuLoopOptions {
  readonly clock: Clock;
  readonly connection: SshConnection;
  readonly plan: CollectPlan;
  /** The rows of one tick; the remote status once the loop has ended, 0 before. */
  onTick(text: string, status: number): void;
  /** It is over: the program ended by itself, or nothing came for too long. */
  onEnd(how: "exited" | "silent"): void;
}

/** First rows may take as long as the driver needs to initialise every GPU. */
const startMs = 20_000;
const shortestSilenceMs = 10_000;
/** Longer than output may come late, by which a tick's may be split, and well within the second between two ticks. */
const quietWhenLateMs = 400;

/**
 * nvidia-smi's own loop. Its output has no marks between ticks, so a tick is over when nothing came for a while: the rows of
 * one tick come together. A section mark ends a tick at once.
 */
export function createGpuLoop(options: GpuLoopOptions): Disposable {
  const { clock, plan } = options;
  const silentMs = Math.max(plan.intervalMs * 3, shortestSilenceMs);
  const quietMs = mayWait(plan) ? quietWhenLateMs : Math.max(50, plan.intervalMs / 4);
  let over = false;
  let quiet: Disposable | null = null;
  let watchdog: Disposable | null = null;
  let ticks = 0;

  const stream = openStream(gpuLoopCommand(plan), {
    clock,
    connection: options.connection,
    nonce: plan.nonce,
    operation: "collect.gpuLoop",
    mayWait: mayWait(plan),
    onFrame(frame) {
      if (frame.kind === "section" && frame.text !== "") handOver(frame.text, frame.status);
    },
    onBytes() {
      quiet?.dispose();
      quiet = clock.after(quietMs, () => {
        const text = stream.takeLines();
        if (text !== "") handOver(text, 0);
      });
    },
    onEnd: () => finish("exited"),
  });

  function handOver(text: string, status: number): void {
    ticks += 1;
    if (!over) options.onTick(text, status);
  }

  function finish(how: "exited" | "silent"): void {
    if (over) return;
    dispose();
    options.onEnd(how);
  }

  function watch(): void {
    watchdog = clock.after(plan.intervalMs, () => {
      const silence = clock.monotonicMs() - stream.lastByteMs;
      if (silence > (ticks === 0 ? Math.max(startMs, silentMs) : silentMs)) finish("silent");
      else watch();
    });
  }

  function dispose(): void {
    over = true;
    quiet?.dispose();
    watchdog?.dispose();
    stream.dispose();
  }

  watch();
  return { dispose };
}
