/**
 * The times of one target's rows, from Unix ms by the client's clock. Always later than the last: a clock that was set back
 * holds the time (1 ms a row) until it has caught up. Nothing is filled in: a gap stays a gap.
 */
export function createSampleTime(): (atMs: number) => number {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (atMs) => {
    lastMs = Math.max(Math.round(atMs), lastMs + 1);
    return lastMs;
  };
}
