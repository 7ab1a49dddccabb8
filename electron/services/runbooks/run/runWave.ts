import { delay } from "../../../../shared/base/cancel.ts";
import { formatSpan } from "../../../../shared/domain/format/duration.ts";
import type { PlannedTarget } from "../../../../shared/domain/runbook/plan.ts";
import type { RunTarget } from "../../../../shared/domain/runbook/runState.ts";
import { holds } from "./holds.ts";
import { actionText, runAction } from "./runAction.ts";
import type { RunContext } from "./runContext.ts";
import { isOnHost, undoTarget } from "./undoTarget.ts";

export interface WaveContext extends RunContext {
  /** Waits for a person; rejects when the answer is no, or none comes. */
  question(text: string, hosts: readonly string[], timeoutMs: number): Promise<void>;
}

/** Runs every step on the targets of a wave, beside each other; a target that failed takes no further step. */
export async function runWave(context: WaveContext, hosts: readonly string[]): Promise<void> {
  const { plan, record, clock, signal } = context;
  const planned = plan.targets.filter(({ host }) => hosts.includes(host));
  const target = (host: string) => {
    const found = record.state.targets.find((one) => one.host === host);
    if (!found) throw new Error(`${host} is no target of this run`);
    return found;
  };
  const set = (host: string, change: Partial<RunTarget>) => record.change(() => Object.assign(target(host), change));
  const live = () => planned.filter(({ host }) => target(host).state === "running");

  for (const { host } of planned) set(host, { state: "running" });
  for (const [index, step] of plan.steps.entries()) {
    if (signal.aborted || live().length === 0) break;
    record.change((state) => {
      const shown = state.steps[index];
      if (shown) Object.assign(shown, { state: "running", startedAtMs: shown.startedAtMs ?? clock.nowMs() });
      for (const { host } of live()) target(host).step = index;
    });
    await onTargets(index, step.timeoutMs);
    record.change((state) => {
      const shown = state.steps[index];
      // Who ended in this step did not get through it, also where it was taken back since.
      const ends = state.targets
        .filter((one) => one.step === index && one.state !== "running" && one.state !== "done")
        .map((one) => one.state);
      const end = ends.some((one) => one !== "stopped") ? "failed" : ends.length > 0 ? "stopped" : "done";
      if (shown) Object.assign(shown, { state: end, endedAtMs: clock.nowMs() });
    });
  }
  const end = signal.aborted ? "stopped" : "done";
  for (const { host } of live()) set(host, { state: end });

  async function onTargets(index: number, timeoutMs: number): Promise<void> {
    const [first] = live();
    const action = first?.actions[index];
    if (action?.kind === "wait") {
      record.tell({ host: null, step: index, stream: "run", text: `Waiting ${formatSpan(action.waitMs)}` });
      return delay(clock, action.waitMs, signal);
    }
    if (action?.kind === "skip") {
      record.tell({ host: null, step: index, stream: "run", text: actionText(action) });
      return;
    }
    if (action?.kind === "ask") {
      return context.question(
        action.text,
        live().map(({ host }) => host),
        timeoutMs,
      );
    }
    await Promise.all(live().map((one) => onTarget(one, index, timeoutMs)));
  }

  async function onTarget(one: PlannedTarget, index: number, timeoutMs: number): Promise<void> {
    const { host } = one;
    const step = plan.steps[index];
    const action = one.actions[index];
    if (!step || !action) return;
    const reason = isOnHost(action)
      ? await onHost(one, index, timeoutMs)
      : await condition(host, action, index, timeoutMs);
    if (reason === null) return;
    if (step.onFailure === "continue" && reason.kind === "failed" && !signal.aborted) {
      record.tell({ host, step: index, stream: "run", text: `${reason.text}; the runbook goes on` });
      return;
    }
    const wasStopped = signal.aborted && reason.kind === "failed";
    set(host, {
      state: wasStopped ? "stopped" : reason.kind,
      message: `Step ${index + 1}, ${step.title}: ${reason.text}`,
    });
    if (step.onFailure === "undo" && reason.kind === "failed" && !wasStopped) await undoTarget(context, one);
  }

  type Reason = { readonly kind: "failed" | "unknown" | "stopped"; readonly text: string } | null;

  async function onHost(one: PlannedTarget, index: number, timeoutMs: number): Promise<Reason> {
    const action = one.actions[index];
    if (!action || !isOnHost(action)) return null;
    // Before it begins: a console that ends in the middle of it must know that it began.
    if (plan.steps[index]?.changes) record.change(() => target(one.host).changed.push(index));
    const name = `${record.state.wave + 1}-${index + 1}`;
    const end = await runAction(context, action, { host: one.host, step: index, name, timeoutMs });
    return end.kind === "done" ? null : { kind: end.kind, text: end.reason };
  }

  async function condition(
    host: string,
    action: PlannedTarget["actions"][number],
    index: number,
    timeoutMs: number,
  ): Promise<Reason> {
    if (action.kind !== "until" && action.kind !== "verify") return null;
    record.tell({ host, step: index, stream: "run", text: `Until ${action.condition.text}` });
    const windowMs = action.kind === "verify" ? action.windowMs : 0;
    try {
      const verdict = await holds(context, action, { windowMs, timeoutMs });
      if (verdict === "passed") return null;
      const text =
        verdict === "failed"
          ? `${action.condition.text} did not come true`
          : `${action.condition.text} could not be proved: there was no value, or not for long enough`;
      return { kind: "failed", text };
    } catch (error) {
      if (signal.aborted) return { kind: "stopped", text: "The run was stopped" };
      throw error;
    }
  }
}
