import { useState, useSyncExternalStore } from "react";
import type { LogSnapshot, LogStore } from "./LogStore.ts";

/** At most one render a frame, however fast lines come. */
export function useSnapshot(store: LogStore): LogSnapshot {
  const [subscribe] = useState(() => (onChange: () => void) => {
    let frame = 0;
    const subscription = store.onChange(() => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        onChange();
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      subscription.dispose();
    };
  });
  return useSyncExternalStore(subscribe, () => store.current);
}
