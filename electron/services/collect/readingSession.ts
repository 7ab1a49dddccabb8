import type { Clock } from "../../../shared/base/clock.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { CollectPlan, Section } from "../../../shared/domain/collect/protocol.ts";
import type { SshConnection } from "../ssh/types.ts";
import type { Frame } from "./frameReader.ts";
import { createGpuLoop } from "./gpuLoop.ts";
import { sectionAfter } from "./pace.ts";
import type { SectionFrame } from "./probe.ts";
import { collectCommand } from "./script/collect.ts";
import { watchSilence } from "./silenceWatch.ts";
import { openStream, type StreamEnd } from "./stream.ts";

/** Why a session is over. Disposing it is no end. */
export type SessionEnd =
  | { readonly kind: "stream"; readonly end: StreamEnd }
  /** nvidia-smi's own loop ended by itself or went silent. */
  | { readonly kind: "loop"; readonly how: "exited" | "silent" }
  /** Nothing came for longer than any bounded call takes, while `section` was being read; null: between two ticks. */
  | { readonly kind: "stuck"; readonly section: Section | null; readonly silentMs: number };

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
/** What `timeout` gives a call on the host, and a little: silence beyond it is no slow call. */
const stuckMs = 12_000;

export function startSession(options: SessionOptions): ReadingSession {
  const { clock, connection, plan } = options;
  const staleAfterMs = plan.intervalMs * missedTicks;
  const startedMs = clock.monotonicMs();
  let lastMark: Frame | null = null;
  let tick = 0;
  let silenceTold = false;

  function onFrame(frame: Frame): void {
    const before = lastMark;
    lastMark = frame;
    switch (frame.kind) {
      case "begin":
        tick = frame.tick;
        options.onBegin(frame.uptimeSeconds);
        return;
      case "section":
        silenceTold = false;
        options.onSection(frame, before ? millisecondsBetween(before, frame) : 0);
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
      end({ kind: "stuck", section: lastMark && sectionAfter(lastMark, tick, plan.pace), silentMs });
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

  const stream = openStream({
    clock,
    connection,
    command: collectCommand(plan),
    nonce: plan.nonce,
    operation: "collect.stream",
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

function millisecondsBetween(before: Frame, after: Frame): number {
  return Math.max(0, Math.round((after.uptimeSeconds - before.uptimeSeconds) * 1000));
}
