import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import { isMidwatchError, MidwatchError } from "../../shared/base/errors.ts";

const okIntervalMs = 60_000;
const downIntervalMs = 10_000;
const probeTimeoutMs = 8_000;
/** At the start a host it is reached through may not be connected yet: so many attempts, so far apart, before it is told as down. */
const firstAttempts = 5;
const firstIntervalMs = 2_000;

export type ServerState =
  /** Not asked yet. */
  | { readonly kind: "unknown" }
  | { readonly kind: "ok"; readonly version: string | null; readonly latencyMs: number | null }
  | { readonly kind: "down"; readonly reason: string; readonly sinceMs: number };

export interface ServerHealth extends Disposable {
  readonly state: ServerState;
  readonly onChange: Event<void>;
  /** Something failed or went well: looks again at once unless that is what is known. */
  suspect(outcome: "ok" | "failed"): void;
  /** Looks at once, and anew where it is looking already. */
  look(): void;
}

/** Asks a server again and again whether it answers; `probe` resolves with its version. */
export function createServerHealth(clock: Clock, probe: (signal: AbortSignal) => Promise<string | null>): ServerHealth {
  const changed = new Emitter<void>();
  let state: ServerState = { kind: "unknown" };
  let attempts = 0;
  let abort: AbortController | null = null;
  let timer: Disposable = clock.after(0, look);

  function look(): void {
    if (abort) return;
    const own = new AbortController();
    abort = own;
    const startedMs = clock.monotonicMs();
    timer = clock.after(probeTimeoutMs, () => own.abort(noAnswer()));
    const stopped = new Promise<never>((_, reject) => {
      own.signal.addEventListener("abort", () => reject(own.signal.reason), { once: true });
    });
    void Promise.race([probe(own.signal), stopped])
      .then(
        (version): ServerState => ({ kind: "ok", version, latencyMs: clock.monotonicMs() - startedMs }),
        (error: unknown): ServerState | null => (own === abort ? failed(error) : null),
      )
      .then((next) => {
        if (own !== abort || next === null) return;
        abort = null;
        timer.dispose();
        set(next);
      });
  }

  /** What is under way may rest on what was before: a secret, an address. */
  function lookAnew(): void {
    const running = abort;
    abort = null;
    running?.abort(noAnswer());
    timer.dispose();
    look();
  }

  function failed(error: unknown): ServerState {
    attempts++;
    const isStart = state.kind === "unknown" && attempts < firstAttempts;
    if (isStart && isMidwatchError(error) && error.retryable) return state;
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "down", reason, sinceMs: state.kind === "down" ? state.sinceMs : clock.nowMs() };
  }

  function set(next: ServerState): void {
    const isSame = JSON.stringify(state) === JSON.stringify(next);
    state = next;
    const waits = { unknown: firstIntervalMs, ok: okIntervalMs, down: downIntervalMs };
    timer = clock.after(waits[state.kind], look);
    if (!isSame) changed.fire();
  }

  return {
    get state() {
      return state;
    },
    onChange: changed.event,
    suspect(outcome) {
      const isKnown = state.kind === (outcome === "ok" ? "ok" : "down") || state.kind === "unknown";
      if (isKnown || abort) return;
      timer.dispose();
      look();
    },
    look: lookAnew,
    dispose() {
      timer.dispose();
      const running = abort;
      abort = null;
      running?.abort(noAnswer());
      changed.dispose();
    },
  };
}

function noAnswer(): MidwatchError {
  return new MidwatchError("TIMEOUT", `No answer within ${probeTimeoutMs / 1000} s`, { retryable: true });
}
