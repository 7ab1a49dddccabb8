import type { Disposable } from "../../../shared/base/disposable.ts";
import { errorText } from "../../../shared/base/errors.ts";
import type { SshConnection } from "../ssh/types.ts";
import { type HostProbe, type ProbeOutcome, runProbe } from "./probe.ts";

/** Keeps a host's probe over reconnects, so that reading starts at once, and takes a new one when it may not hold. */
export interface ProbeKeeper extends Disposable {
  readonly current: HostProbe | null;
  /** Rebooted, another driver: to be taken anew. */
  readonly isOld: boolean;
  outdate(): void;
  /** True when the probe holds for the host at the other end: the same key, and nvidia-smi was there and answered. */
  holdsFor(connection: SshConnection): boolean;
  /** One at a time; does nothing while one is under way. Disposing gives it up. */
  take(connection: SshConnection, onDone: (outcome: ProbeOutcome) => void): void;
}

export function createProbeKeeper(newNonce: () => string): ProbeKeeper {
  let current: HostProbe | null = null;
  /** Null when the transport keeps the key to itself: then it holds for one connection. */
  let ofKey: string | null = null;
  let isOld = false;
  let running: AbortController | null = null;

  return {
    get current() {
      return current;
    },
    get isOld() {
      return isOld;
    },
    outdate() {
      isOld = true;
    },
    holdsFor({ hostKeyFingerprint }) {
      const isWhole = current !== null && current.hung === null && current.nvidiaSmi !== null;
      return isWhole && !isOld && hostKeyFingerprint !== null && hostKeyFingerprint === ofKey;
    },
    take(connection, onDone) {
      if (running) return;
      const abort = new AbortController();
      running = abort;
      const finish = (outcome: ProbeOutcome) => {
        if (abort.signal.aborted) return;
        running = null;
        if (outcome.kind === "ok") {
          current = outcome.probe;
          ofKey = connection.hostKeyFingerprint;
          isOld = false;
        }
        onDone(outcome);
      };
      runProbe(connection, { nonce: newNonce(), operation: "collect.probe", signal: abort.signal }).then(
        finish,
        (error: unknown) => finish({ kind: "failed", text: errorText(error) }),
      );
    },
    dispose() {
      running?.abort();
      running = null;
    },
  };
}
