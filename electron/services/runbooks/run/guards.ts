import { delay } from "../../../../shared/base/cancel.ts";
import type { RunContext } from "./runContext.ts";

const intervalMs = 5000;

/** Asks every guard once. Tells the first that has been broken for longer than it may; a value that is missing guards nothing. */
export async function askGuards({ clock, plan, record, ask, signal }: RunContext): Promise<string | null> {
  const found = await Promise.all(plan.guards.map((guard) => ask(guard, signal)));
  if (signal.aborted) return null;
  const nowMs = clock.nowMs();
  record.change((state) => {
    for (const [index, guard] of state.guards.entries()) {
      const one = found[index];
      if (!one) continue;
      guard.now = { outcome: one.outcome, value: one.value };
      guard.brokenSinceMs = one.outcome === "true" ? null : (guard.brokenSinceMs ?? nowMs);
    }
  });
  const broken = record.state.guards.find(
    ({ brokenSinceMs, forMs }) => brokenSinceMs !== null && nowMs - brokenSinceMs >= forMs,
  );
  if (!broken) return null;
  const value = broken.now?.value;
  return `${broken.title}: ${broken.text} is ${value === null || value === undefined ? "without a value" : `broken by ${value}`}`;
}

/** Watches the guards until the run is over; `stop` is called once, with what is broken. */
export async function watchGuards(
  context: RunContext,
  over: AbortSignal,
  stop: (reason: string) => void,
): Promise<void> {
  if (context.plan.guards.length === 0) return;
  while (!over.aborted) {
    const broken = await askGuards(context);
    if (over.aborted) return;
    if (broken !== null) return stop(broken);
    await delay(context.clock, intervalMs, over).catch(() => {});
  }
}
