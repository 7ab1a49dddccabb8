import type { Clock } from "../base/clock.ts";
import type { Disposable } from "../base/disposable.ts";
import type { ContractDefinition, Item, MethodNames, Params, Result, StreamNames } from "./define.ts";
import { type ContractLimits, defaultLimits } from "./limits.ts";
import type { ServerPort } from "./port.ts";
import { createSession, type Session } from "./session.ts";

export interface HandlerContext {
  /** Aborted when the client cancels, closes the stream or goes away; its reason is a MidwatchError CANCELLED. */
  readonly signal: AbortSignal;
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

export interface ContractServer extends Disposable {
  /** Serves one client until its port closes; disposing closes the port. */
  accept(port: ServerPort): Disposable;
  /** What is going on now, over all clients. */
  readonly stats: { readonly clients: number; readonly calls: number; readonly streams: number };
}

export function createContractServer<C extends ContractDefinition>(
  contract: C,
  handlers: Handlers<C>,
  options: ContractServerOptions,
): ContractServer {
  const table = new Map<string, (params: unknown, context: HandlerContext) => unknown>(Object.entries(handlers));
  for (const name of Object.keys(contract)) {
    if (!table.has(name)) throw new Error(`The contract's "${name}" has no handler`);
  }
  const limits = { ...defaultLimits, ...options.limits };
  const sessions = new Set<Session>();
  const sum = (count: (session: Session) => number) => [...sessions].reduce((total, one) => total + count(one), 0);

  return {
    accept(port) {
      const session = createSession(port, { contract, handlers: table, limits, options }, () =>
        sessions.delete(session),
      );
      sessions.add(session);
      return session;
    },
    get stats() {
      return { clients: sessions.size, calls: sum((s) => s.calls), streams: sum((s) => s.streams) };
    },
    dispose() {
      for (const session of [...sessions]) session.dispose();
    },
  };
}
