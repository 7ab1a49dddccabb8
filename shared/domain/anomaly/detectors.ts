/** Ways to tell that something is unusual, in the order in which they are named. */
export const detectorIds = ["robustZ", "seasonal", "changePoint", "spread", "trend", "silence", "forest"] as const;
export type DetectorId = (typeof detectorIds)[number];

/** As people read them, after "by". */
export const detectorNames: Readonly<Record<DetectorId, string>> = {
  robustZ: "robust z",
  seasonal: "time of day",
  changePoint: "change point",
  spread: "spread",
  trend: "trend",
  silence: "silence",
  forest: "signals together",
};
