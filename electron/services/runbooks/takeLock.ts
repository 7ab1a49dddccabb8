import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import { formatHolder } from "../../../shared/domain/runbook/lockHolder.ts";
import type { AuditLog } from "../audit/types.ts";
import { recordsOf } from "./hostCommand.ts";
import { lockOf, releaseHost } from "./onHost.ts";
import { heldText } from "./run/hostLocks.ts";
import type { RunbookFleet } from "./types.ts";
import type { WriteMode } from "./writeMode.ts";

export interface LockTakeOver {
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
  const target = fleet.hosts.find((one) => one.host === host);
  if (!target) throw new MidwatchError("NOT_FOUND", `${host} is no host of this workspace`);
  writeMode.require(target.environment);
  const connections = fleet.connections();
  try {
    const connection = await connections.of(host, signal);
    audit.append({ kind: "lock.takenOver", by, host, environment: target.environment, text: holder });
    const sinceSeconds = Math.floor(clock.nowMs() / 1000);
    const run = newId();
    const own = formatHolder({
      owner: `${by}@${machine}`,
      run,
      runbook: "take-over",
      sinceSeconds,
      untilSeconds: sinceSeconds + 60,
    });
    const state = await lockOf(host, connection, { kind: "takeOver", from: holder, holder: own }, signal);
    if (state.kind === "held") throw new MidwatchError("CONFLICT", heldText(host, state));
    await releaseHost(host, connection, { holder: own, records: recordsOf(run) });
  } finally {
    connections.dispose();
  }
}
