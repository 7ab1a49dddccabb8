import { networkInterfaces } from "node:os";
import type { Clock } from "../../shared/base/clock.ts";
import type { Disposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";

const lookEveryMs = 2000;
/** More than this beyond the interval was not lateness: the computer slept. */
const sleptMs = 8000;

export interface NetworkWatch extends Disposable {
  /** The computer woke up, or its addresses are others. */
  readonly onChange: Event<void>;
  /** Looks at once: for a shell that is told of waking up. */
  look(): void;
}

/** Node has no events for this, so it looks: at the clocks (a sleeping machine's stand still) and at the addresses. */
export function createNetworkWatch(clock: Clock, addresses: () => string = externalAddresses): NetworkWatch {
  const changes = new Emitter<void>();
  let last = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), addresses: addresses() };
  const look = () => {
    const now = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), addresses: addresses() };
    const passedMs = Math.max(now.wallMs - last.wallMs, now.monotonicMs - last.monotonicMs);
    const changed = passedMs > lookEveryMs + sleptMs || now.addresses !== last.addresses;
    last = now;
    timer.dispose();
    timer = clock.after(lookEveryMs, look);
    if (changed) changes.fire();
  };
  let timer = clock.after(lookEveryMs, look);
  return {
    onChange: changes.event,
    look,
    dispose() {
      timer.dispose();
      changes.dispose();
    },
  };
}

function externalAddresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const external = all.filter(({ internal }) => !internal).map(({ address }) => address);
  return external.sort().join(" ");
}
