import type { Clock } from "../base/clock.ts";
import type { Caller } from "./caller.ts";
import type { ContractDefinition, Item, MethodNames, Params, Result, StreamNames } from "./define.ts";
import type { ContractLimits } from "./limits.ts";

interface HandlerContext {
  /** Aborted when the client cancels, closes the stream or goes away; its reason is a MidwatchError CANCELLED. */
  readonly signal: AbortSignal;
  readonly caller: Caller;
}

/**
 * One function per method and stream of a contract. A stream handler is pulled: its next item is asked for only while
 * the client has credit, and its iterator is returned when the client closes. A generator that waits must heed
 * `signal`, since it cannot be returned while it awaits something else.
 */
export type Handlers<C extends ContractDefinition> = {
  readonly [K in MethodNames<C>]: (params: Params<C[K]>, context: HandlerContext) => Promise<Result<C[K]>>;
} & {
  readonly [K in StreamNames<C>]: (params: Params<C[K]>, context: HandlerContext) => AsyncIterable<Item<C[K]>>;
};

export interface ContractServerOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1): makes the references that tie an INTERNAL failure to its log entry. */
  readonly random: () => number;
  /** Where bugs are reported, once each. */
  readonly log: { error(message: string, facts?: Readonly<Record<string, unknown>>): void };
  /** Also checks what handlers answer against the contract; a mismatch is INTERNAL. For tests and demo builds. */
  readonly validateAnswers?: boolean;
  readonly limits?: Partial<ContractLimits>;
}

/** A handler as the running parts see it: params checked, answer a promise or an async iterable. */
export type AnyHandler = (params: unknown, context: HandlerContext) => unknown;
