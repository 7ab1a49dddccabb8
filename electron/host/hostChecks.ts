import type { CancelSignal } from "../../shared/base/cancel.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { isMidwatchError, type MidwatchError } from "../../shared/base/errors.ts";
import { type HostCheck, hostCheck } from "../../shared/contract/areas/setup.ts";
import type { WorkspaceHost } from "../../shared/domain/workspace/model.ts";
import type { SshConnection, SshService } from "../services/ssh/types.ts";

/** The SSH service holds back on its own; this only bounds how many checks are under way in the UI at a time. */
const concurrentChecks = 12;
/** For looking at an open connection; connecting has its own deadlines, which wait for a person who is asked something. */
const inspectTimeoutMs = 20_000;
const pingTimeoutMs = 5_000;

export interface CheckDependencies {
  readonly clock: Clock;
  readonly ssh: SshService;
  /** One look at the GPUs over an open connection. */
  readonly inspect: (
    connection: SshConnection,
    signal: CancelSignal,
  ) => Promise<{ readonly gpus: string; readonly note: string | null }>;
}

export interface CheckResult {
  readonly host: string;
  readonly check: HostCheck;
}

/** Checks every host as the app would connect to it; `tell` hears each change. Resolves when all are done. */
export async function checkHosts(
  hosts: readonly WorkspaceHost[],
  dependencies: CheckDependencies,
  tell: (result: CheckResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const queue = [...hosts];
  for (const { name } of hosts) tell({ host: name, check: { kind: "queued" } });
  const worker = async () => {
    for (let host = queue.shift(); host && !signal.aborted; host = queue.shift()) {
      tell({ host: host.name, check: { kind: "checking" } });
      tell({ host: host.name, check: await checkHost(host, dependencies, signal) });
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrentChecks, hosts.length) }, worker));
}

async function checkHost(
  host: WorkspaceHost,
  dependencies: CheckDependencies,
  signal: AbortSignal,
): Promise<HostCheck> {
  const { ssh, inspect, clock } = dependencies;
  let connection: SshConnection | null = null;
  try {
    connection = await ssh.connect(host, { signal });
    const rttMs = await connection.ping(pingTimeoutMs);
    const { gpus, note } = await inspect(connection, AbortSignal.any([signal, AbortSignal.timeout(inspectTimeoutMs)]));
    return { kind: "ready", rttMs, gpus, note };
  } catch (error) {
    if (!isMidwatchError(error)) throw error;
    return (
      trustCheck(error) ?? { kind: "failed", error: { code: error.code, message: error.message, atMs: clock.nowMs() } }
    );
  } finally {
    connection?.close();
  }
}

const trustKinds: Readonly<Record<string, HostCheck["kind"]>> = {
  SSH_HOST_KEY_UNKNOWN: "hostKeyUnknown",
  SSH_HOST_KEY_CHANGED: "hostKeyChanged",
  SSH_HOST_KEY_REVOKED: "hostKeyRevoked",
};

/** The SSH errors about trust carry in their detail what a person must compare. */
function trustCheck(error: MidwatchError): HostCheck | null {
  const kind = trustKinds[error.code];
  if (!kind) return null;
  const parsed = hostCheck.safeParse({ rttMs: null, serverVersion: null, ...error.detail, kind });
  return parsed.success ? parsed.data : null;
}
