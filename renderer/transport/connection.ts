import { Backoff } from "../../shared/base/backoff.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import { errorText } from "../../shared/base/errors.ts";
import { type ContractClient, createContractClient } from "../../shared/contract/client.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { ClientPort } from "../../shared/contract/port.ts";

export type ConnectionState =
  | { readonly kind: "connecting"; readonly attempt: number }
  /** Each connection has a client of its own: open streams anew when the client is another. */
  | { readonly kind: "open"; readonly client: ContractClient<Contract> }
  | {
      readonly kind: "retrying";
      /** 1-based: the attempt that comes next. */
      readonly attempt: number;
      /** On the clock's wall time. */
      readonly retryAtMs: number;
      readonly waitMs: number;
      readonly reason: string;
    };

/** Keeps the page connected to its console. */
export interface Connection extends Disposable {
  readonly state: ConnectionState;
  readonly onState: Event<ConnectionState>;
  /** Ends the wait between attempts. */
  retryNow(): void;
}

export interface ConnectionOptions {
  readonly dial: (signal: AbortSignal) => Promise<ClientPort>;
  readonly clock: Clock;
  readonly random: () => number;
}

const dialTimeoutMs = 10_000;
const callTimeoutMs = 30_000;
/** A tunnel to a jump host may die without a word; a small question now and then finds out. */
const probeEveryMs = 3000;
/** A console under load answers late. */
const probeTimeoutMs = 5000;
/** A connection that lasted this long ends the growth of the waits. */
const steadyAfterMs = 10_000;

export function createConnection({ dial, clock, random }: ConnectionOptions): Connection {
  const changes = new Emitter<ConnectionState>();
  const backoff = new Backoff({ firstMs: 500, maxMs: 15_000, random });
  let state: ConnectionState = { kind: "connecting", attempt: 1 };
  /** What ends with the current state: the dial, the probe or the wait. */
  let underWay: Disposable = toDisposable(() => {});
  let ended = false;

  function enter(next: ConnectionState): void {
    state = next;
    changes.fire(next);
  }

  function connect(): void {
    const controller = new AbortController();
    const deadline = clock.after(dialTimeoutMs, () =>
      controller.abort(new Error(`nothing in ${dialTimeoutMs / 1000} s`)),
    );
    underWay = toDisposable(() => {
      deadline.dispose();
      controller.abort(new Error("given up"));
    });
    enter({ kind: "connecting", attempt: backoff.attempt + 1 });
    dial(controller.signal).then(
      (port) => {
        deadline.dispose();
        if (ended) port.close();
        else open(port);
      },
      (error: unknown) => {
        deadline.dispose();
        if (!ended) wait(errorText(error));
      },
    );
  }

  function open(port: ClientPort): void {
    const client = createContractClient<Contract>(port, { clock, callTimeoutMs });
    const openedAtMs = clock.monotonicMs();
    const lost = (reason: string) => {
      underWay.dispose();
      if (ended) return;
      if (clock.monotonicMs() - openedAtMs >= steadyAfterMs) backoff.reset();
      wait(reason);
    };
    const probe = probeRegularly(client, clock, () => lost("The console stopped answering"));
    const closing = port.onClose(() => lost("The connection to the console was lost"));
    underWay = toDisposable(() => {
      closing.dispose();
      probe.dispose();
      client.dispose();
    });
    enter({ kind: "open", client });
  }

  function wait(reason: string): void {
    const waitMs = backoff.nextDelayMs();
    underWay = clock.after(waitMs, connect);
    enter({ kind: "retrying", attempt: backoff.attempt + 1, retryAtMs: clock.nowMs() + waitMs, waitMs, reason });
  }

  connect();
  return {
    get state() {
      return state;
    },
    onState: changes.event,
    retryNow() {
      if (state.kind !== "retrying") return;
      underWay.dispose();
      connect();
    },
    dispose() {
      ended = true;
      underWay.dispose();
      changes.dispose();
    },
  };
}

/** Calls `onSilent` when a question stays unanswered; a refusal is an answer. */
function probeRegularly(client: ContractClient<Contract>, clock: Clock, onSilent: () => void): Disposable {
  let timer = clock.after(probeEveryMs, ask);
  let stopped = false;
  function ask(): void {
    timer = clock.after(probeTimeoutMs, onSilent);
    client.call("app.info", {}).then(rest, rest);
  }
  function rest(): void {
    timer.dispose();
    if (!stopped) timer = clock.after(probeEveryMs, ask);
  }
  return toDisposable(() => {
    stopped = true;
    timer.dispose();
  });
}
