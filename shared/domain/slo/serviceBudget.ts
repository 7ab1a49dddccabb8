/** What is left of a budget, and from where on its policy freezes. */
export interface ServiceBudget {
  /** Of the SLO. */
  readonly id: string;
  readonly service: string;
  readonly name: string;
  /** Of the whole budget; below 0 when more than all of it is spent. */
  readonly leftRatio: number;
  readonly freezeRatio: number;
  /** What the policy says from there on. */
  readonly action: string;
}
