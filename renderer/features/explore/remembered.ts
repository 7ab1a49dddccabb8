const keepMs = 60_000;
const mostKept = 200;

/** The same question within a minute is asked once; at most 200 answers are kept. */
export function remembered<A extends readonly (string | undefined)[], T>(
  ask: (...args: A) => Promise<T>,
  nowMs: () => number = () => performance.now(),
): (...args: A) => Promise<T> {
  const kept = new Map<string, { readonly answer: Promise<T>; readonly untilMs: number }>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = kept.get(key);
    if (known && known.untilMs > nowMs()) return known.answer;
    kept.delete(key);
    const answer = ask(...args);
    kept.set(key, { answer, untilMs: nowMs() + keepMs });
    const oldest = kept.keys().next().value;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}
