import { type CancelSignal, cancelled } from "../base/cancel.ts";
import type { Clock } from "../base/clock.ts";
import { type Disposable, toDisposable } from "../base/disposable.ts";
import { isMidwatchError, MidwatchError } from "../base/errors.ts";
import type { ContractDefinition, Item, MethodNames, ParamsInput, Result, StreamNames } from "./define.ts";
import type { ServerFrame } from "./frames.ts";
import type { ClientPort } from "./port.ts";
import { fromWireError } from "./wireErrors.ts";

const defaultCredit = 4;

interface StreamConsumer<I> {
  /** A promise holds back the credit of this item until it resolves. Throwing closes the stream. */
  readonly onItem: (item: I) => void | Promise<void>;
  /** Once; null when the stream finished by itself. Never after dispose. */
  readonly onEnd: (error: MidwatchError | null) => void;
  /** Items that may be under way at a time, 1 to 1024; 1 suits "newest state" streams. Default 4. */
  readonly credit?: number;
}

export interface ContractClient<C extends ContractDefinition> extends Disposable {
  /** Rejects with a MidwatchError: what the other side says, CANCELLED, TIMEOUT, or DISCONNECTED when the port closes. */
  call<N extends MethodNames<C>>(name: N, params: ParamsInput<C[N]>, signal?: CancelSignal): Promise<Result<C[N]>>;
  /** Dispose to close; nothing is delivered afterwards. */
  open<N extends StreamNames<C>>(name: N, params: ParamsInput<C[N]>, consumer: StreamConsumer<Item<C[N]>>): Disposable;
}

export interface ContractClientOptions {
  readonly clock: Clock;
  /** A call not answered by then rejects with TIMEOUT and is cancelled on the other side. */
  readonly callTimeoutMs: number;
}

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: MidwatchError) => void;
}

interface OpenStream {
  readonly take: (item: unknown) => void;
  readonly end: (error: MidwatchError | null) => void;
}

/**
 * Of the contract it knows the types only, for schemas take the page's time to make and nothing here is checked by them.
 * Without options calls wait as long as the port lives.
 */
export function createContractClient<C extends ContractDefinition>(
  port: ClientPort,
  options?: ContractClientOptions,
): ContractClient<C> {
  const calls = new Map<number, PendingCall>();
  const streams = new Map<number, OpenStream>();
  let lastId = 0;
  let closed = false;

  const listening = [port.onFrame(receive), port.onClose(disconnect)];

  function receive(frame: ServerFrame): void {
    if (frame.t === "ok") calls.get(frame.id)?.resolve(frame.result);
    else if (frame.t === "next") streams.get(frame.id)?.take(frame.item);
    else if (frame.t === "fail") calls.get(frame.id)?.reject(fromWireError(frame.error));
    else if (frame.t === "end") streams.get(frame.id)?.end(frame.error ? fromWireError(frame.error) : null);
  }

  function disconnect(): void {
    if (closed) return;
    closed = true;
    for (const listener of listening) listener.dispose();
    for (const call of [...calls.values()]) call.reject(disconnected());
    for (const stream of [...streams.values()]) stream.end(disconnected());
  }

  function startCall(name: string, params: unknown, call: PendingCall, signal?: CancelSignal): void {
    const id = ++lastId;
    const giveUp = (error: MidwatchError) => {
      port.post({ t: "cancel", id });
      done(() => call.reject(error));
    };
    const onAbort = () => signal && giveUp(cancelled(signal));
    const deadline = options?.clock.after(options.callTimeoutMs, () => giveUp(timedOut(name, options.callTimeoutMs)));
    const done = (settle: () => void) => {
      calls.delete(id);
      deadline?.dispose();
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    calls.set(id, {
      resolve: (result) => done(() => call.resolve(result)),
      reject: (error) => done(() => call.reject(error)),
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    port.post({ t: "call", id, name, params });
  }

  function startStream(name: string, params: unknown, consumer: StreamConsumer<unknown>): Disposable {
    const id = ++lastId;
    const window = consumer.credit ?? defaultCredit;
    let consumed = 0;
    const end = (error: MidwatchError | null) => {
      if (streams.delete(id)) consumer.onEnd(error);
    };
    const abandon = (thrown: unknown) => {
      if (streams.has(id)) port.post({ t: "close", id });
      end(consumerFailed(name, thrown));
    };
    const grant = () => {
      consumed += 1;
      // Half a window at a time: the producer never stands still, and credit is not a frame per item.
      if (consumed < window / 2 || !streams.has(id)) return;
      port.post({ t: "credit", id, credit: consumed });
      consumed = 0;
    };
    const take = (item: unknown) => {
      try {
        const busy = consumer.onItem(item);
        if (busy) busy.then(grant, abandon);
        else grant();
      } catch (thrown) {
        abandon(thrown);
      }
    };
    streams.set(id, { take, end });
    if (closed) void Promise.resolve().then(() => end(disconnected()));
    else port.post({ t: "open", id, name, params, credit: window });
    return toDisposable(() => {
      if (streams.delete(id) && !closed) port.post({ t: "close", id });
    });
  }

  return {
    call(name, params, signal) {
      return new Promise((resolve, reject) => {
        if (closed) return reject(disconnected());
        if (signal?.aborted) return reject(cancelled(signal));
        startCall(name, params, { resolve: resolve as (result: unknown) => void, reject }, signal);
      });
    },
    open: (name, params, consumer) => startStream(name, params, consumer as StreamConsumer<unknown>),
    dispose() {
      port.close();
      disconnect();
    },
  };
}

function disconnected(): MidwatchError {
  return new MidwatchError("DISCONNECTED", "The connection to Midwatch was lost", { retryable: true });
}

function timedOut(name: string, afterMs: number): MidwatchError {
  return new MidwatchError("TIMEOUT", `${name} was not answered in ${afterMs / 1000} s`, { retryable: true });
}

function consumerFailed(name: string, thrown: unknown): MidwatchError {
  if (isMidwatchError(thrown)) return thrown;
  return new MidwatchError("INTERNAL", `What ${name} sent could not be used here`, { cause: thrown });
}
