/** Codes in `fleet.watch`'s `cells`, one byte a GPU slot. */
export const fleetCell = {
  none: 0,
  ok: 1,
  throttled: 2,
  /** Fell off the bus. */
  lost: 3,
  remapPending: 4,
  /** Of a host that does not answer. */
  unreachable: 5,
  /** Listed, but this metric has no value here. */
  missing: 6,
  requiresReset: 7,
  /** Listed, but the driver gives nothing of it. */
  unreadable: 8,
  /** Was there before, and is not listed any more. */
  absent: 9,
  /** Of a host that is being connected or read for the first time. */
  unread: 10,
} as const;
