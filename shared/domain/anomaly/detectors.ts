/** Ways to tell that something is unusual, in the order in which they are named. */
export const detectorIds = ["robustZ", "seasonal", "changePoint", "spread", "trend", "silence", "forest"] as const;
export type DetectorId = (typeof detectorIds)[number];
