const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const niceSteps = [
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * minute),
  ...[1, 2, 3, 4, 6, 12, 24].map((n) => n * hour),
];

/**
 * The step for a range drawn into `widthPx`: about one sample a pixel, never finer than samples are taken,
 * from a short list so that a panel that is resized a little asks the same question.
 */
export function panelStepMs(rangeMs: number, widthPx: number, intervalMs: number): number {
  const wanted = Math.max(rangeMs / Math.max(60, widthPx), intervalMs);
  return niceSteps.find((step) => step >= wanted) ?? 24 * hour;
}
