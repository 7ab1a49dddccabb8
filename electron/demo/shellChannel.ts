import type { Disposable } from "../../shared/base/disposable.ts";

/** A command's side of a session channel. */
export interface ShellChannel {
  write(text: string): void;
  /** The client does not keep up: a program would block in its next write. */
  readonly blocked: boolean;
  exit(status: number): void;
  /** Text came on standard input. */
  readonly onInput: (listener: (text: string) => void) => Disposable;
  readonly onEnd: (listener: () => void) => Disposable;
}
