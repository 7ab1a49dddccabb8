import type { CancelSignal } from "../../../shared/base/cancel.ts";
import type { Disposable } from "../../../shared/base/disposable.ts";
import type { RemoteWriteServer } from "../../../shared/domain/workspace/remoteWriteServer.ts";
import type { WriteCursor } from "../metrics/types.ts";

/** What the receiver answered. `retryAfterMs` is its own wish, where it has one. */
export interface WriteAnswer {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | null;
}

/** Delivers one request body; rejects when no answer came. */
export type PostBatch = (body: Uint8Array<ArrayBuffer>, signal: CancelSignal) => Promise<WriteAnswer>;

/** How far the samples were delivered. */
export interface WriteProgress {
  /** When forwarding was first asked for, Unix ms: what is older was never meant to be sent. */
  readonly startMs: number;
  readonly cursor: WriteCursor;
}

export interface ProgressStore {
  /** Null when nothing is kept. */
  read(): Promise<WriteProgress | null>;
  write(progress: WriteProgress): Promise<void>;
}

export interface RemoteWriteState {
  readonly name: string;
  /** `waiting` after a failure that may pass, `refused` while the receiver lets this console not in. */
  readonly kind: "sending" | "waiting" | "refused";
  /** What the receiver or the connection said last; null while all is well. */
  readonly problem: string | null;
  readonly sentSamples: number;
  /** Refused by the receiver for good, and not sent again. */
  readonly droppedSamples: number;
  /** How long a time was lost because the receiver was away longer than the samples are kept. */
  readonly agedOutMs: number;
  /** Why the last ones were dropped. */
  readonly dropReason: string | null;
  /** Age of the oldest row that is not delivered; 0 when none waits. */
  readonly behindMs: number;
}

export interface RemoteWriter {
  readonly state: RemoteWriteState;
  /** Stops sending and keeps how far it came. */
  close(): Promise<void>;
}

export interface RemoteWriteService extends Disposable {
  /** One for each server of the workspace. */
  readonly states: readonly RemoteWriteState[];
  setServers(servers: readonly RemoteWriteServer[]): void;
  /** Ends all and keeps how far each came. */
  close(): Promise<void>;
}
