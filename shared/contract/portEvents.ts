import type { Disposable } from "../base/disposable.ts";
import { Emitter } from "../base/emitter.ts";

/** The listening half that every transport shares: frames until the close, which is told once. */
export class PortEvents<In> {
  private readonly frames = new Emitter<In>();
  private readonly closes = new Emitter<void>();
  private over = false;

  get closed(): boolean {
    return this.over;
  }

  readonly onFrame = (listener: (frame: In) => void): Disposable => this.frames.event(listener);
  readonly onClose = (listener: () => void): Disposable => this.closes.event(listener);

  frame(frame: In): void {
    if (!this.over) this.frames.fire(frame);
  }

  close(): void {
    if (this.over) return;
    this.over = true;
    this.closes.fire();
    this.frames.dispose();
    this.closes.dispose();
  }
}
