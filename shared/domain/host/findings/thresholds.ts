const gibibyte = 2 ** 30;

/** Where readings become findings. */
export const thresholds = {
  /** A GPU is hot when it is this close to the temperature at which its driver slows it down. */
  hotMarginCelsius: 3,
  /** Hot for a GPU that tells neither its slowdown temperature nor its margin. */
  hotCelsius: 85,
  /** A GPU that was hot stays so until it is this much cooler: no flicker around the limit. */
  hotReleaseCelsius: 2,
  /** An Xid is a finding for this long after it was seen; some are the only trace of what a job died of. */
  xidShownMs: 60 * 60 * 1000,
  /** A filesystem is nearly full from this share, if less than `filesystemFreeBytes` is left of it. */
  filesystemWarningRatio: 0.95,
  /** Full for most writers: what is left is what the system reserves. */
  filesystemCriticalRatio: 0.99,
  /** A twentieth of a large disk array is no shortage. */
  filesystemFreeBytes: 100 * gibibyte,
} as const;
