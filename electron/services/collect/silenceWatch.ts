import type { Clock } from "../../../shared/base/clock.ts";
import { type Disposable, toDisposable } from "../../../shared/base/disposable.ts";

/** Calls when nothing came for `afterMs`, then once per `everyMs` for as long as the silence lasts. Dispose to end. */
export function watchSilence(options: {
  readonly clock: Clock;
  readonly afterMs: number;
  readonly everyMs: number;
  /** Monotonic time of the newest sign of life. */
  readonly lastMs: () => number;
  readonly onSilence: (silentMs: number) => void;
}): Disposable {
  const { clock, afterMs, everyMs, lastMs, onSilence } = options;
  let timer: Disposable | null = null;
  let over = false;

  function schedule(): void {
    const silentMs = clock.monotonicMs() - lastMs();
    timer = clock.after(silentMs < afterMs ? afterMs - silentMs : everyMs, () => {
      const nowSilentMs = clock.monotonicMs() - lastMs();
      if (nowSilentMs >= afterMs) onSilence(nowSilentMs);
      if (!over) schedule();
    });
  }

  schedule();
  return toDisposable(() => {
    over = true;
    timer?.dispose();
  });
}
