import { Backoff } from "../../shared/base/backoff.ts";
import type { Clock } from "../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";
import { Emitter, type Event } from "../../shared/base/emitter.ts";
import { errorText, MidwatchError } from "../../shared/base/errors.ts";
import { type ContractClient, createContractClient } from "../../shared/contract/client.ts";
import { type Contract, contract } from "../../shared/contract/contract.ts";
import type { ClientPort } from "../../shared/contract/port.ts";

export type Client = ContractClient<Contract>;

/** `lost` waits until `retryAtMs` (the page's clock); `attempt` counts from 1 since the last open connection. */
export type LinkState =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "open" }
  | {
      readonly kind: "lost";
      readonly attempt: number;
      readonly sinceMs: number;
      readonly retryAtMs: number;
      readonly reason: string;
    };

export interface Link extends Disposable {
  readonly state: LinkState;
  readonly onState: Event<LinkState>;
  /** The live client; null exactly while `state.kind` is not `open`. */
  readonly client: Client | null;
  retryNow(): void;
}

export interface LinkOptions {
  /** Opens a port or rejects. */
  readonly dial: () => Promise<ClientPort>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const callTimeoutMs = 30_000;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

/** Keeps the page connected to the privileged side: one attempt at a time, jittered back-off. */
export function createLink({ dial, clock, random }: LinkOptions): Link {
  const changed = new Emitter<LinkState>();
  const backoff = new Backoff({ firstMs: firstRetryMs, maxMs: longestRetryMs, random });
  let state: LinkState = { kind: "connecting", attempt: 1 };
  let client: Client | null = null;
  let retry: Disposable | null = null;
  let lostSinceMs: number | null = null;
  let ended = false;

  function enter(next: LinkState): void {
    state = next;
    changed.fire(next);
  }

  function attempt(): void {
    retry?.dispose();
    retry = null;
    enter({ kind: "connecting", attempt: backoff.attempt + 1 });
    dial().then(opened, (error: unknown) => lose(errorText(error)));
  }

  function opened(port: ClientPort): void {
    if (ended) {
      port.close();
      return;
    }
    client = createContractClient(contract, port, { clock, callTimeoutMs });
    port.onClose(() => lose("The connection was closed"));
    backoff.reset();
    lostSinceMs = null;
    enter({ kind: "open" });
  }

  function lose(reason: string): void {
    if (ended) return;
    client = null;
    lostSinceMs ??= clock.nowMs();
    const failedAttempt = backoff.attempt + 1;
    const delayMs = backoff.nextDelayMs();
    retry = clock.after(delayMs, attempt);
    enter({ kind: "lost", attempt: failedAttempt, sinceMs: lostSinceMs, retryAtMs: clock.nowMs() + delayMs, reason });
  }

  attempt();

  return {
    get state() {
      return state;
    },
    get client() {
      return client;
    },
    onState: changed.event,
    retryNow() {
      if (state.kind === "lost") attempt();
    },
    dispose() {
      ended = true;
      retry?.dispose();
      client?.dispose();
      client = null;
      changed.dispose();
    },
  };
}

/** The client, or the error that every call would meet. */
export function requireClient(link: Link): Client {
  if (link.client) return link.client;
  throw new MidwatchError("DISCONNECTED", "Midwatch is not connected to its host process", { retryable: true });
}

/** Calls `use` now if the link is open and again each time it opens; disposes what it returned when the link closes. */
export function whileOpen(link: Link, use: (client: Client) => Disposable): Disposable {
  let current: Disposable | null = null;
  const follow = () => {
    current?.dispose();
    current = link.client ? use(link.client) : null;
  };
  const subscription = link.onState(follow);
  follow();
  return toDisposable(() => {
    subscription.dispose();
    current?.dispose();
  });
}
