import { MidwatchError } from "../../../../shared/base/errors.ts";
import { formatHolder, parseHolder } from "../../../../shared/domain/runbook/lockHolder.ts";
import { longestRunMs } from "../../../../shared/domain/runbook/newRun.ts";
import { releaseLease, takeLease } from "../cluster/lease.ts";
import { heldText } from "../heldText.ts";
import { recordsOf } from "../hostCommand.ts";
import { type LockState, lockOf, releaseHost } from "../onHost.ts";
import type { RunContext } from "./runContext.ts";

export interface HostLocks {
  /** Gives every lock back; a host that cannot be reached keeps its one, which is told. */
  release(): Promise<void>;
}

/**
 * Takes the lock of every target, or none: other consoles see them on the hosts themselves, and as a Lease on clusters. Rejects
 * with CONFLICT where somebody else is at work.
 */
export async function takeHostLocks(context: RunContext, owner: string): Promise<HostLocks> {
  const { clock, plan, record, audit, targets, signal } = context;
  const { id, by, runbook } = record.state;
  const nowSeconds = Math.floor(clock.nowMs() / 1000);
  const untilSeconds = nowSeconds + Math.ceil(longestRunMs(plan) / 1000);
  const holder = formatHolder({ owner, run: id, runbook, sinceSeconds: nowSeconds, untilSeconds });
  const taken: string[] = [];

  async function release(): Promise<void> {
    await Promise.all(
      taken.splice(0).map(async (host) => {
        try {
          const target = targets.get(host);
          if (target?.isCluster) await releaseLease(await target.cluster(), holder);
          else if (target) await releaseHost(host, await target.connection(), { holder, records: recordsOf(id) });
        } catch {
          record.tell({
            host,
            step: null,
            stream: "run",
            text: "The lock could not be given back: take it over later",
          });
        }
      }),
    );
  }

  try {
    for (const [host, target] of targets) {
      if (target.isCluster) {
        const state = await takeLease(await target.cluster(signal), { holder, nowMs: clock.nowMs(), signal });
        if (state.kind === "held")
          throw new MidwatchError("CONFLICT", heldText(host, state), { detail: { host, holder: state.holder } });
      } else {
        const state = await takeOne(host, await target.connection(signal));
        if (state.kind === "held")
          throw new MidwatchError("CONFLICT", heldText(host, state), { detail: { host, holder: state.holder } });
      }
      taken.push(host);
      audit.append({ kind: "lock.taken", by, run: id, host, text: holder });
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { release };

  /** A lock that this very run left, before the console ended or for an undo, is its own. */
  async function takeOne(host: string, connection: Parameters<typeof lockOf>[1]): Promise<LockState> {
    const state = await lockOf(host, connection, { kind: "lock", holder }, signal);
    if (state.kind !== "held" || parseHolder(state.holder)?.run !== id) return state;
    return lockOf(host, connection, { kind: "takeOver", from: state.holder, holder }, signal);
  }
}
