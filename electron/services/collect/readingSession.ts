import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { CollectPlan } from "../../../shared/domain/collect/protocol.ts";
import type { SshConnection } from "../ssh/types.ts";
import type { Frame } from "./frameReader.ts";
import { createGpuLoop } from "./gpuLoop.ts";
import { mayWait } from "./plan.ts";
import { type SectionFrame, wallMsOf } from "./probe.ts";
import { collectCommand } from "./script/collect.ts";
import { watchSilence } from "./silenceWatch.ts";
import { openStream, type StreamEnd } from "./stream.ts";

/** Why a session is over. Disposing it is no end. */
export type SessionEnd =
  | { readonly kind: "stream"; readonly end: StreamEnd }
  /** nvidia-smi's own loop ended by itself or went silent. */
  | { readonly kind: "loop"; readonly how: "exited" | "silent" }
  /** Nothing at all came for long: the loop itself hangs, as no section can hold it up. */
  | { readonly kind: "stuck"; readonly silentMs: number };

export interface SessionOptions {
  readonly clock: Clock;
  readonly connection: SshConnection;
  readonly plan: CollectPlan;
  /** nvidia-smi's own loop beside the stream, in a channel of its own. */
  readonly withLoop: boolean;
  onBegin(uptimeSeconds: number): void;
  /** `wallMs` by the host's clock. */
  onSection(frame: SectionFrame, wallMs: number): void;
  onTickEnd(): void;
  onLoopRows(text: string, status: number): void;
  /** Three ticks were missed; told once for each silence. */
  onSilence(silentMs: number): void;
  onEnd(end: SessionEnd): void;
}

/** One stretch of reading a host by one plan: what changes the plan takes another session. */
export interface ReadingSession extends Disposable {
  readonly startedMs: number;
  /** The slow sections at the next tick. */
  refresh(): void;
}

const missedTicks = 3;
/** Longer than what bounds a call on the host, for hosts where one call waits for the other. */
const stuckMs = 12_000;

export function startSession(options: SessionOptions): ReadingSession {
  const { clock, connection, plan } = options;
  const staleAfterMs = plan.intervalMs * missedTicks;
  const startedMs = clock.monotonicMs();
  let silenceTold = false;

  function onFrame(frame: Frame): void {
    switch (frame.kind) {
      case "begin":
        options.onBegin(frame.uptimeSeconds);
        return;
      case "section":
        silenceTold = false;
        options.onSection(frame, wallMsOf(frame));
        return;
      case "end":
        options.onTickEnd();
        return;
    }
  }

  function onSilence(silentMs: number): void {
    if (!silenceTold) {
      silenceTold = true;
      options.onSilence(silentMs);
    } else if (silentMs >= Math.max(staleAfterMs, stuckMs)) {
      end({ kind: "stuck", silentMs });
    }
  }

  function end(how: SessionEnd): void {
    dispose();
    options.onEnd(how);
  }

  function dispose(): void {
    watchdog.dispose();
    loop?.dispose();
    stream.dispose();
  }

  const stream = openStream(collectCommand(plan), {
    clock,
    connection,
    nonce: plan.nonce,
    operation: "collect.stream",
    mayWait: mayWait(plan),
    onFrame,
    onEnd: (how) => end({ kind: "stream", end: how }),
  });
  const loop = options.withLoop
    ? createGpuLoop({
        clock,
        connection,
        plan,
        onTick: options.onLoopRows,
        onEnd: (how) => end({ kind: "loop", how }),
      })
    : null;
  const watchdog = watchSilence({
    clock,
    afterMs: staleAfterMs,
    everyMs: plan.intervalMs,
    lastMs: () => stream.lastByteMs,
    onSilence,
  });

  return { startedMs, refresh: () => stream.refresh(), dispose };
}
