/** Bounds on what one client may have going at a time; generous for a busy screen, small for the process. */
export interface ContractLimits {
  readonly callsInFlight: number;
  readonly streamsOpen: number;
  /** Of one frame from the client, as estimated on ports that carry structured data. */
  readonly frameBytes: number;
  /** Refusals (bad params, unknown names, over a limit) a client may collect at once before it is cut off. */
  readonly refusalBurst: number;
  /** Refusals forgiven a second. */
  readonly refusalsPerSecond: number;
}

export const defaultLimits: ContractLimits = {
  callsInFlight: 256,
  streamsOpen: 256,
  frameBytes: 2 * 1024 * 1024,
  refusalBurst: 100,
  refusalsPerSecond: 5,
};
