/** Who holds a host's lock, as the lock itself says it: one word, so that it can be the target of a link. */
export interface LockHolder {
  readonly owner: string;
  readonly run: string;
  readonly runbook: string;
  /** Unix seconds, by the host's own clock where it compares them. */
  readonly sinceSeconds: number;
  /** When the run has to be over; a lock older than that was left behind. */
  readonly untilSeconds: number;
}

export function formatHolder({ owner, run, runbook, sinceSeconds, untilSeconds }: LockHolder): string {
  const words = [owner.replace(/[^A-Za-z0-9_.@-]/g, "_").slice(0, 100), run, runbook, sinceSeconds, untilSeconds];
  return `midwatch:1:${words.join(":")}`;
}

/** Null for what is no lock of ours: it is then shown as it stands, and taken over by hand only. */
export function parseHolder(text: string): LockHolder | null {
  const match = /^midwatch:1:([^:]+):([^:]+):([^:]+):(\d+):(\d+)$/.exec(text);
  if (!match) return null;
  const [, owner = "", run = "", runbook = "", since, until] = match;
  return { owner, run, runbook, sinceSeconds: Number(since), untilSeconds: Number(until) };
}
