import { type Disposable, toDisposable } from "../../shared/base/disposable.ts";
import { MidwatchError } from "../../shared/base/errors.ts";
import type { ContractClient } from "../../shared/contract/client.ts";
import type { Contract } from "../../shared/contract/contract.ts";
import type { Connection } from "../transport/connection.ts";

export type Client = ContractClient<Contract>;

/** The page's connection to its host process. */
export type Link = Connection;
export type LinkState = Link["state"];

/** The client, or the error that every call would meet. */
export function requireClient(link: Link): Client {
  if (link.state.kind === "open") return link.state.client;
  throw new MidwatchError("DISCONNECTED", "Midwatch is not connected to its host process", { retryable: true });
}

/** Calls `use` now if the link is open and again with each new client; disposes what it returned when that one is gone. */
export function whileOpen(link: Link, use: (client: Client) => Disposable): Disposable {
  let current: Disposable | null = null;
  const follow = () => {
    current?.dispose();
    current = link.state.kind === "open" ? use(link.state.client) : null;
  };
  const subscription = link.onState(follow);
  follow();
  return toDisposable(() => {
    subscription.dispose();
    current?.dispose();
  });
}
