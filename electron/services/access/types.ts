import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Caller } from "../../../shared/contract/caller.ts";
import type { Grant } from "./accessFiles.ts";

/** Whose tokens open the console, as it is now. */
export interface AccessList extends Disposable {
  /** Null for a token that opens nothing. */
  callerOf(token: string): Caller | null;
  /** Those who were given one, besides whoever runs the console. */
  readonly grants: readonly Grant[];
  /** Somebody was given a token, or lost it. */
  readonly onChange: Event<void>;
}
