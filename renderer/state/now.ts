import { useSyncExternalStore } from "react";

/** How far the host process's clock is ahead of the page's: they differ when the browser is on another computer. */
let aheadMs = 0;
const toleratedMs = 250;

/** Called with every status item; small differences are the wire's delay. */
export function setHostTime(hostNowMs: number, pageNowMs: number = Date.now()): void {
  const difference = hostNowMs - pageNowMs;
  if (Math.abs(difference - aheadMs) > toleratedMs) aheadMs = difference;
}

/** Now by the clock that stamps samples. */
export function hostNowMs(pageNowMs: number = Date.now()): number {
  return pageNowMs + aheadMs;
}

const tickMs = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | null = null;
let shownMs = hostNowMs();

/** Ticks on whole seconds, once for everybody, and not at all when nobody looks. */
function schedule(): void {
  timer = setTimeout(
    () => {
      shownMs = hostNowMs();
      for (const listener of listeners) listener();
      if (listeners.size > 0) schedule();
      else timer = null;
    },
    tickMs - (hostNowMs() % tickMs),
  );
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) shownMs = hostNowMs();
  listeners.add(listener);
  if (timer === null) schedule();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearTimeout(timer);
      timer = null;
    }
  };
}

/** Milliseconds since the epoch by the host process's clock, renewed once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => shownMs);
}
