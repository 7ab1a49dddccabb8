import { cancelled, delay } from "../../../../shared/base/cancel.ts";
import { errorText, MidwatchError } from "../../../../shared/base/errors.ts";
import { isUndoable } from "../../../../shared/domain/runbook/newRun.ts";
import { worst } from "../../../../shared/domain/runbook/verdict.ts";
import { askGuards, watchGuards } from "./guards.ts";
import { holds } from "./holds.ts";
import { takeHostLocks } from "./hostLocks.ts";
import type { RunContext } from "./runContext.ts";
import type { RunRecord } from "./runRecord.ts";
import { runWave } from "./runWave.ts";
import { undoTarget } from "./undoTarget.ts";

/** A run at work. */
export interface ActiveRun {
  readonly record: RunRecord;
  /** Resolves when it has ended and its locks are given back. Never rejects. */
  readonly done: Promise<void>;
  /** After the wave that is at work. */
  pause(by: string): void;
  resume(by: string): void;
  /** Now: what runs on the hosts is ended there. */
  stop(by: string, reason: string): void;
  /** Answers the question `id`; a no stops the run. */
  answer(id: string, yes: boolean, by: string): void;
  /** The console ends: nothing more is written, and the next start finds the run interrupted. */
  abandon(): void;
}

type Given = Omit<RunContext, "signal" | "ending"> & { readonly machine: string };

/** Runs a plan wave by wave under its guards, then verifies it. `undo` takes an earlier run back instead. */
export function startRun(given: Given, work: "run" | "undo" = "run"): ActiveRun {
  const { clock, plan, record, audit, machine } = given;
  const { id, by } = record.state;
  const stopping = new AbortController();
  const over = new AbortController();
  const ending = new AbortController();
  const context: RunContext = { ...given, signal: stopping.signal, ending: ending.signal };
  let stopReason: string | null = null;
  let wake: () => void = () => {};
  let answering: { readonly id: string; readonly settle: (yes: boolean) => void } | null = null;

  function stopWith(reason: string): void {
    if (stopReason !== null || over.signal.aborted) return;
    stopReason = reason;
    record.tell({ host: null, step: null, stream: "run", text: `Stopped: ${reason}` });
    stopping.abort(new MidwatchError("CANCELLED", reason));
    wake();
  }

  async function question(text: string, hosts: readonly string[], timeoutMs: number): Promise<void> {
    const key = `${record.state.wave}-${record.state.steps.findIndex(({ state }) => state === "running")}`;
    record.change((state) => Object.assign(state, { phase: "asking", ask: { id: key, text, hosts: [...hosts] } }));
    const timedOut = new AbortController();
    const yes = await new Promise<boolean>((resolve) => {
      answering = { id: key, settle: resolve };
      stopping.signal.addEventListener("abort", () => resolve(false), { once: true });
      delay(clock, timeoutMs, timedOut.signal).then(
        () => {
          stopWith(`Nobody answered: ${text}`);
          resolve(false);
        },
        () => {},
      );
    });
    timedOut.abort();
    answering = null;
    record.change((state) => Object.assign(state, { phase: "running", ask: null }));
    if (yes) return;
    stopWith(`The answer was no: ${text}`);
    throw cancelled(stopping.signal);
  }

  async function pausePoint(): Promise<void> {
    if (!record.state.pausing) return;
    record.change((state) => Object.assign(state, { phase: "paused" }));
    while (record.state.pausing && !stopping.signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    record.change((state) => Object.assign(state, { phase: "running", pausing: false }));
  }

  async function runWaves(): Promise<void> {
    for (const [index, hosts] of plan.waves.entries()) {
      if (index > 0) {
        await pausePoint();
        if (plan.pauseMs > 0) await delay(clock, plan.pauseMs, stopping.signal);
        const broken = await askGuards(context);
        if (broken !== null) guardBroke(broken);
      }
      if (stopping.signal.aborted) return;
      record.change((state) => Object.assign(state, { wave: index }));
      const whole = plan.waves.length === 1 ? "" : `Wave ${index + 1} of ${plan.waves.length}: `;
      record.tell({ host: null, step: null, stream: "run", text: `${whole}${hosts.join(", ")}` });
      await runWave({ ...context, question }, hosts);
      const failed = record.state.targets.filter(
        ({ state }) => state !== "waiting" && state !== "done" && state !== "stopped",
      );
      if (failed.length > plan.maxFailures) {
        throw new MidwatchError(
          "REMOTE_FAILED",
          `${failed.map(({ host }) => host).join(", ")} failed: ${failed[0]?.message ?? ""}`,
        );
      }
    }
  }

  function guardBroke(reason: string): void {
    if (stopReason !== null) return;
    audit.append({ kind: "guard.broken", by: "console", run: id, text: reason });
    stopWith(reason);
  }

  async function observeBefore(): Promise<void> {
    const conditions = plan.verify?.conditions ?? [];
    const found = await Promise.all(conditions.map((one) => context.ask(one, stopping.signal)));
    record.change((state) => {
      state.verification?.conditions.forEach((shown, index) => {
        const one = found[index];
        if (one) shown.before = { outcome: one.outcome, value: one.value };
      });
    });
  }

  async function verify(): Promise<void> {
    const { verify: asked } = plan;
    const done = new Set(record.state.targets.filter(({ state }) => state === "done").map(({ host }) => host));
    if (!asked || done.size === 0) return;
    record.change((state) => {
      state.phase = "verifying";
      if (state.verification) state.verification.startedAtMs = clock.nowMs();
    });
    const verdicts = await Promise.all(
      asked.conditions.map((one, index) => {
        if (one.host !== null && !done.has(one.host)) return null;
        return holds(context, one, {
          windowMs: asked.windowMs,
          timeoutMs: asked.timeoutMs,
          onObserved: (now, heldSinceMs) =>
            record.change(({ verification }) =>
              Object.assign(verification?.conditions[index] ?? {}, { now, heldSinceMs }),
            ),
        });
      }),
    );
    const verdict = worst(verdicts.filter((one) => one !== null));
    record.change((state) => Object.assign(state, { verdict }));
  }

  async function execute(): Promise<void> {
    audit.append({
      kind: "run.started",
      by,
      run: id,
      text: plan.title,
      facts: { planHash: record.state.planHash, targets: plan.targets.length, work },
    });
    const locks = plan.risk === "read-only" ? null : await takeHostLocks(context, `${by}@${machine}`);
    try {
      if (work === "undo") {
        for (const target of plan.targets) {
          if (!(await undoTarget(context, target)))
            throw new MidwatchError("REMOTE_FAILED", `The undo failed on ${target.host}`);
        }
        return;
      }
      await observeBefore();
      void watchGuards(context, over.signal, guardBroke).catch((error) => stopWith(errorText(error)));
      await runWaves();
      if (!stopping.signal.aborted) await verify();
    } finally {
      over.abort();
      if (!ending.signal.aborted) await locks?.release();
    }
  }

  async function whole(): Promise<void> {
    let failure: unknown = null;
    try {
      await execute();
    } catch (error) {
      failure = error;
    }
    over.abort();
    if (ending.signal.aborted) return;
    const outcome = stopReason !== null ? "stopped" : failure !== null ? "failed" : "done";
    const message = stopReason ?? (failure === null ? null : errorText(failure));
    try {
      audit.append({
        kind: work === "undo" ? "run.undone" : "run.ended",
        by,
        run: id,
        text: message ?? (work === "undo" ? "Taken back" : "Ended"),
        facts: { outcome, verdict: record.state.verdict },
      });
    } catch (error) {
      record.tell({ host: null, step: null, stream: "run", text: errorText(error) });
    }
    record.change((state) => {
      for (const target of state.targets) if (target.state === "running") target.state = "stopped";
      for (const step of state.steps)
        if (step.state === "running") Object.assign(step, { state: "stopped", endedAtMs: clock.nowMs() });
      const wasVerifying = state.phase === "verifying" && state.verdict === null;
      Object.assign(state, {
        phase: "ended",
        pausing: false,
        ask: null,
        endedAtMs: clock.nowMs(),
        // An undo ends the run in what it was; only its own failure is news.
        outcome: work === "undo" ? state.outcome : outcome,
        verdict: wasVerifying ? "inconclusive" : state.verdict,
        message: work === "undo" ? (message ?? "What was done was taken back") : message,
        undoable: isUndoable(plan, state.targets),
      });
    });
  }

  const note = (kind: "run.paused" | "run.resumed" | "run.stopped" | "run.answered", who: string, text: string) =>
    audit.append({ kind, by: who, run: id, text });
  return {
    record,
    done: whole(),
    pause(who) {
      note("run.paused", who, "After the wave at work");
      record.change((state) => Object.assign(state, { pausing: true }));
    },
    resume(who) {
      note("run.resumed", who, "Goes on");
      record.change((state) => Object.assign(state, { pausing: false }));
      wake();
    },
    stop(who, reason) {
      // Stopping is safe: it happens also when it cannot be written down.
      try {
        note("run.stopped", who, reason);
      } finally {
        stopWith(reason);
      }
    },
    answer(key, yes, who) {
      if (answering?.id !== key) throw new MidwatchError("CONFLICT", "The run does not ask that any more");
      note("run.answered", who, `${yes ? "Yes" : "No"}: ${record.state.ask?.text ?? ""}`);
      answering.settle(yes);
    },
    abandon() {
      record.freeze();
      ending.abort();
      over.abort();
      stopping.abort(new MidwatchError("CANCELLED", "The console ends"));
      wake();
    },
  };
}
