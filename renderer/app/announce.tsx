import { useEffect, useState } from "react";
import { create } from "zustand";

interface Announcements {
  readonly assertive: string;
  readonly queue: readonly string[];
}

const store = create<Announcements>(() => ({ assertive: "", queue: [] }));
const batchMs = 10_000;

/** Speaks a new critical finding at once. */
export function announceCritical(text: string): void {
  store.setState({ assertive: text });
}

/** Speaks with what else happened in the last 10 s. */
export function announce(text: string): void {
  store.setState(({ queue }) => ({ queue: [...queue, text] }));
}

/** The page's only live regions: one assertive for critical findings, one polite and batched for all else. */
export function LiveRegions() {
  const assertive = store((state) => state.assertive);
  const [polite, setPolite] = useState("");
  useEffect(() => {
    const timer = setInterval(() => {
      const { queue } = store.getState();
      if (queue.length === 0) return;
      setPolite(queue.join(". "));
      store.setState({ queue: [] });
    }, batchMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <div className="visuallyHidden" aria-live="assertive" data-region="assertive">
        {assertive}
      </div>
      <div className="visuallyHidden" aria-live="polite" data-region="polite">
        {polite}
      </div>
    </>
  );
}
