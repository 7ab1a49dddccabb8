import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { Caller } from "../../../shared/contract/caller.ts";

/** Whose tokens open the console, as it is now. */
export interface AccessList extends Disposable {
  /** Null for a token that opens nothing. */
  callerOf(token: string): Caller | null;
  /** Somebody was given a token, or lost it. */
  readonly onChange: Event<void>;
}
