import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { MessageKind, NotifyMessage } from "../../../shared/domain/notify/message.ts";
import type { NotifyChannel } from "../../../shared/domain/workspace/notifyChannel.ts";

/**
 * `waiting` for its turn or its next attempt; `sending` now; `delivered`: the other side took it; `failed`: given up, nothing
 * more is tried; `unsure`: it went out and no answer came, so it may have arrived, and is not sent again by itself.
 */
export type DeliveryState = "waiting" | "sending" | "delivered" | "failed" | "unsure";

/** One message to one channel. Times are Unix ms. */
export interface Delivery {
  readonly id: number;
  readonly channel: string;
  readonly kind: MessageKind;
  readonly title: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdMs: number;
  /** Of the next attempt; null when there is none. */
  readonly nextMs: number | null;
  readonly settledMs: number | null;
  /** What the other side, or the way there, said last; null while nothing went wrong. */
  readonly reason: string | null;
}

/** How one attempt ended. */
export type Outcome =
  /** `reason` tells what of it was not taken. */
  | { readonly kind: "delivered"; readonly reason: string | null }
  /** Surely not taken, and may be later; `waitMs` is the other side's own wish. */
  | { readonly kind: "retry"; readonly reason: string; readonly waitMs: number | null }
  /** Not taken, and would not be again. */
  | { readonly kind: "refused"; readonly reason: string }
  /** It went out, and nothing tells whether it was taken. */
  | { readonly kind: "unsure"; readonly reason: string };

/** One attempt to send a message. Never rejects but with CANCELLED, where `signal` says so. */
export type Deliver = (channel: NotifyChannel, message: NotifyMessage, signal: CancelSignal) => Promise<Outcome>;

export interface NotifyService extends Disposable {
  /** The newest first. */
  deliveries(limit: number): readonly Delivery[];
  /** Something about groups or deliveries changed. */
  readonly onChange: Event<void>;
  /** Why nothing can be sent, or what was lost; null while all is well. */
  readonly problem: string | null;
  /** Sends a test message now, once; it is in the log. NOT_FOUND for no such channel. */
  test(channel: string, by: string, signal: CancelSignal): Promise<Outcome>;
  /** Sends once more what failed or is unsure. NOT_FOUND, CONFLICT. */
  retry(id: number): void;
  /** Stops sending; resolves when what was on its way has ended. */
  close(): Promise<void>;
}
