import { useState } from "react";
import type { ScrapeProposal, ScrapeTarget } from "../../../../state/types.ts";
import { useStream } from "../../../../state/useStream.ts";

export interface HostScrape {
  /** Null until first told. */
  readonly targets: readonly ScrapeTarget[] | null;
  /** What answers with metrics and is not read; null until the host was looked at. */
  readonly proposals: readonly ScrapeProposal[] | null;
  /** Why the host could not be looked at. */
  readonly problem: string | null;
}

const nothing: HostScrape = { targets: null, proposals: null, problem: null };

/** A host's scrape targets, and what else is there to be read, for as long as somebody looks. */
export function useScrape(host: string): HostScrape {
  const [held, setHeld] = useState(nothing);
  useStream("scrape.watch", { host }, ({ targets }) => setHeld((before) => ({ ...before, targets })), { credit: 1 });
  useStream(
    "scrape.proposals",
    { host },
    ({ proposals, problem }) => setHeld((before) => ({ ...before, proposals, problem })),
    { credit: 1 },
  );
  return held;
}
