import type { Labels } from "../metrics/model.ts";
import type { PolicyLine } from "./policy.ts";

/** What is counted. Queries hold `{{.window}}` where the range of a query stands. */
export type Sli =
  /** Bad events among all events: the queries answer rates or counts. */
  | {
      readonly kind: "events";
      readonly errorQuery: string;
      readonly totalQuery: string;
      /** In the unit of the histogram's bounds, where the queries count what was slower than one of them. */
      readonly threshold: number | null;
    }
  /** Bad time: the query answers 0 to 1, the share of the range that was bad. */
  | { readonly kind: "time"; readonly errorRatioQuery: string };

/** The time over which a budget is spent. */
export type SloWindow = { readonly kind: "rolling"; readonly days: number } | { readonly kind: "month" };

/** An alert of an SLO beyond what both have in common; null where it is switched off. */
export type SloAlert = { readonly labels: Labels; readonly annotations: Labels } | null;

/** One objective, whatever format it was written in. */
export interface Slo {
  /** Service and name, as Sloth puts them together; the same in all groups and labels. */
  readonly id: string;
  readonly service: string;
  readonly name: string;
  readonly description: string;
  /** Above 0, at most 100. */
  readonly objectivePercent: number;
  readonly sli: Sli;
  readonly window: SloWindow;
  /** The workspace's name of who is asked. */
  readonly source: string;
  readonly labels: Labels;
  readonly alertName: string;
  /** What is done as the budget goes, highest line first. */
  readonly policy: readonly PolicyLine[];
  /** Who answers for it, and when it was last looked over, in the file's words. */
  readonly owner: string | null;
  readonly reviewed: string | null;
  readonly format: "sloth" | "serviceLevel" | "openslo" | "pyrra";
  readonly page: SloAlert;
  readonly ticket: SloAlert;
  readonly file: string;
  /** 1-based, of the SLO in its file. */
  readonly line: number;
}
