import type { Disposable } from "../../shared/base/disposable.ts";

/** A session with a pseudo-terminal, as the program on the host sees it. */
export interface TerminalChannel {
  /** False when the client does not keep up: the program goes on after `onDrain`. */
  write(text: string): boolean;
  exit(status: number): void;
  readonly columns: number;
  readonly rows: number;
  readonly onInput: (listener: (text: string) => void) => Disposable;
  readonly onDrain: (listener: () => void) => Disposable;
  readonly onEnd: (listener: () => void) => Disposable;
}
