import type { Disposable } from "../base/disposable.ts";
import type { Caller } from "./caller.ts";
import type { ContractDefinition } from "./define.ts";
import type { AnyHandler, ContractServerOptions, Handlers } from "./handlers.ts";
import { defaultLimits } from "./limits.ts";
import type { ServerPort } from "./port.ts";
import { createSession, type Session } from "./session.ts";

export type { ContractServerOptions, Handlers } from "./handlers.ts";

export interface ContractServer extends Disposable {
  /** Serves one client, who is `caller`, until its port closes; disposing closes the port. */
  accept(port: ServerPort, caller: Caller): Disposable;
  /** What is going on now, over all clients. */
  readonly stats: { readonly clients: number; readonly calls: number; readonly streams: number };
}

export function createContractServer<C extends ContractDefinition>(
  contract: C,
  handlers: Handlers<C>,
  options: ContractServerOptions,
): ContractServer {
  const table = new Map<string, AnyHandler>(Object.entries(handlers));
  for (const name of Object.keys(contract)) {
    if (!table.has(name)) throw new Error(`The contract's "${name}" has no handler`);
  }
  const limits = { ...defaultLimits, ...options.limits };
  const sessions = new Set<Session>();
  const sum = (count: (session: Session) => number) => [...sessions].reduce((total, one) => total + count(one), 0);

  return {
    accept(port, caller) {
      const session = createSession(port, { caller, contract, handlers: table, limits, options }, () =>
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
