import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { formatHolder } from "../../../shared/domain/runbook/lockHolder.ts";
import type { AuditLog } from "../audit/types.ts";
import { releaseLease, takeLease } from "./cluster/lease.ts";
import { heldText } from "./heldText.ts";
import { recordsOf } from "./hostCommand.ts";
import { type LockState, lockOf, releaseHost } from "./onHost.ts";
import type { RunbookFleet } from "./types.ts";
import type { WriteMode } from "./writeMode.ts";

export interface LockTakeOver {
  /** A host, or a cluster by its name: that has a Lease. */
  readonly host: string;
  /** As the review showed it: another holder by now keeps the lock. */
  readonly holder: string;
  readonly by: string;
}

interface Dependencies {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly fleet: RunbookFleet;
  readonly audit: Pick<AuditLog, "append">;
  readonly writeMode: Pick<WriteMode, "require">;
  readonly machine: string;
}

/** Frees a lock that somebody left behind: taken and given back at once, so that the run that follows takes it as any other. */
export async function takeLock(
  { clock, newId, fleet, audit, writeMode, machine }: Dependencies,
  { host, holder, by }: LockTakeOver,
  signal: CancelSignal,
): Promise<void> {
  const cluster = fleet.clusters.find((one) => one.host === host);
  const target = cluster ?? fleet.hosts.find((one) => one.host === host);
  if (!target) throw new MidwatchError("NOT_FOUND", `${host} is no host or cluster of this workspace`);
  writeMode.require(target.environment);
  const connections = fleet.connections();
  const sinceSeconds = Math.floor(clock.nowMs() / 1000);
  const run = newId();
  const own = formatHolder({
    ...{ owner: `${by}@${machine}`, run, runbook: "take-over" },
    ...{ sinceSeconds, untilSeconds: sinceSeconds + 60 },
  });
  const tell = () => audit.append({ kind: "lock.takenOver", by, host, environment: target.environment, text: holder });
  const refuseHeld = (state: LockState) => {
    if (state.kind === "held") throw new MidwatchError("CONFLICT", heldText(host, state));
  };
  try {
    if (cluster) {
      const { api } = await connections.cluster(host, signal);
      tell();
      refuseHeld(await takeLease(api, { holder: own, from: holder, nowMs: clock.nowMs(), signal }));
      await releaseLease(api, own);
      return;
    }
    const connection = await connections.of(host, signal);
    tell();
    refuseHeld(await lockOf(host, connection, { kind: "takeOver", from: holder, holder: own }, signal));
    await releaseHost(host, connection, { holder: own, records: recordsOf(run) });
  } finally {
    connections.dispose();
  }
}
