/**
 * How a host's GPUs are read, decided from what the calls cost and how they failed.
 *
 * Never two nvidia-smi at once: single calls (`gpu`, `apps`, `xml`) are one job of the collect stream, one after the
 * other, and the next plan or probe waits a second after the stream has ended. The one exception is loop mode: the loop
 * replaces the `gpu` section, and `apps` and `xml` go on, one at a time, beside it.
 */
export type GpuMode =
  | { readonly kind: "none"; readonly why: string }
  /** Every `ticks`-th tick. */
  | { readonly kind: "oneShot"; readonly ticks: number; readonly why: string }
  | { readonly kind: "loop"; readonly why: string }
  /** nvidia-smi hangs: none is started until the host was probed again at `retryAtMs` (monotonic). */
  | { readonly kind: "hung"; readonly retryAtMs: number; readonly why: string };

export interface GpuPolicy {
  readonly mode: GpuMode;
  /** One call in one-shot mode. `persistenceOff`: some GPU said so. Returns true when the mode changed. */
  oneShot(call: { readonly wallMs: number; readonly persistenceOff: boolean; readonly nowMs: number }): boolean;
  /** One tick of the loop. Returns true when the mode changed. */
  loopTick(tick: { readonly allUnknown: boolean; readonly nowMs: number }): boolean;
  /** The loop ended by itself or went silent. */
  loopFailed(how: "exited" | "silent", nowMs: number): void;
  hung(text: string, nowMs: number): void;
  /** nvidia-smi answers (again). */
  answers(): void;
  none(why: string): void;
  /** Another pace: single calls stay about as far apart as their cost made them. */
  setInterval(intervalMs: number): void;
}

const slowCallMs = 150;
/** Part of the interval that a call may take. */
const largestShare = 0.25;
const mostTicks = 16;
const loopPauseMs = { exited: 60_000, silent: 600_000, unknown: 1_800_000 } as const;
const hungFirstMs = 60_000;
const hungMaxMs = 1_800_000;

export function createGpuPolicy(firstIntervalMs: number): GpuPolicy {
  let intervalMs = firstIntervalMs;
  const start: GpuMode = { kind: "oneShot", ticks: 1, why: "Not measured yet" };
  let mode: GpuMode = start;
  let loopNotBeforeMs = Number.NEGATIVE_INFINITY;
  let slowCalls = 0;
  let costlyCalls = 0;
  let unknownTicks = 0;
  let hangs = 0;

  const become = (next: GpuMode): true => {
    mode = next;
    slowCalls = 0;
    costlyCalls = 0;
    unknownTicks = 0;
    return true;
  };
  const backToOneShot = (why: string, pauseMs: number, nowMs: number): true => {
    loopNotBeforeMs = nowMs + pauseMs;
    return become({ kind: "oneShot", ticks: 2, why });
  };

  return {
    get mode() {
      return mode;
    },
    oneShot({ wallMs, persistenceOff, nowMs }) {
      if (mode.kind !== "oneShot") return false;
      hangs = 0;
      slowCalls = wallMs >= slowCallMs ? slowCalls + 1 : 0;
      if (nowMs >= loopNotBeforeMs && persistenceOff) {
        return become({ kind: "loop", why: "Persistence mode is off: every single call would initialise the GPUs" });
      }
      // The first call may pay for cold caches, so one is not enough.
      if (nowMs >= loopNotBeforeMs && slowCalls >= 2) {
        return become({ kind: "loop", why: `A single call takes ${Math.round(wallMs)} ms` });
      }
      costlyCalls = wallMs > intervalMs * mode.ticks * largestShare ? costlyCalls + 1 : 0;
      if (costlyCalls >= 3 && mode.ticks < mostTicks) {
        const ticks = mode.ticks * 2;
        const every = (intervalMs * ticks) / 1000;
        return become({
          kind: "oneShot",
          ticks,
          why: `A call takes ${Math.round(wallMs)} ms, over a quarter of the interval: read every ${every} s`,
        });
      }
      if (mode.why === start.why) mode = { ...mode, why: `A single call takes ${Math.round(wallMs)} ms` };
      return false;
    },
    loopTick({ allUnknown, nowMs }) {
      if (mode.kind !== "loop") return false;
      hangs = 0;
      unknownTicks = allUnknown ? unknownTicks + 1 : 0;
      if (unknownTicks < 2) return false;
      const why = "nvidia-smi's own loop printed nothing but [Unknown Error]: single calls instead";
      return backToOneShot(why, loopPauseMs.unknown, nowMs);
    },
    loopFailed(how, nowMs) {
      const what = how === "exited" ? "ended by itself" : "went silent";
      backToOneShot(`nvidia-smi's own loop ${what}: single calls instead`, loopPauseMs[how], nowMs);
    },
    hung(text, nowMs) {
      const pauseMs = Math.min(hungMaxMs, hungFirstMs * 2 ** hangs);
      hangs += 1;
      become({
        kind: "hung",
        retryAtMs: nowMs + pauseMs,
        why: `${text}; no other is started for ${pauseMs / 60_000} min`,
      });
    },
    answers() {
      if (mode.kind === "none" || mode.kind === "hung") become(start);
    },
    none(why) {
      become({ kind: "none", why });
    },
    setInterval(nextMs) {
      if (mode.kind === "oneShot") {
        const ticks = Math.min(mostTicks, Math.max(1, Math.round((mode.ticks * intervalMs) / nextMs)));
        become({ ...mode, ticks: mode.ticks === 1 ? 1 : ticks });
      }
      intervalMs = nextMs;
    },
  };
}
