import type { Log } from "../services/log.ts";

/** Different errors that are told apart; beyond, only the count of all others grows. */
const mostKinds = 100;

/**
 * For errors nobody caught. The watch goes on: one broken answer of one host must not end it. Each error is logged the
 * first time and then at every tenfold, so that one that comes back each second does not bury the rest.
 */
export function createErrorJournal(log: Log): (what: string, error: unknown) => void {
  const times = new Map<string, number>();
  return (what, error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const key = times.has(text) || times.size < mostKinds ? text : "others";
    const count = (times.get(key) ?? 0) + 1;
    times.set(key, count);
    if (/^10*$/.test(String(count))) log.error(what, { error: text, times: count });
  };
}
