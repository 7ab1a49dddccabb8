import type { Steps } from "../../base/steps.ts";
import { type ExpectedBand, expectedBand } from "./expectedBand.ts";
import { FleetScorer, type ScoredBatch, type ScoredPass } from "./fleetScorer.ts";

/** What a series did, evenly spaced; NaN is a gap. */
export interface BandRequest {
  readonly values: Float64Array;
  readonly startMs: number;
  /** From where on the band is wanted, Unix ms: what is before teaches. */
  readonly fromMs: number;
  readonly stepMs: number;
  readonly leastChange: number;
}

export type ScoreRequest =
  | { readonly kind: "band"; readonly request: BandRequest }
  | { readonly kind: "pass"; readonly nowMs: number; readonly batches: readonly ScoredBatch[] }
  | { readonly kind: "remember"; readonly batch: Pick<ScoredBatch, "keys" | "timesMs" | "values"> };

export interface ScoreAnswers {
  readonly band: ExpectedBand;
  readonly pass: ScoredPass;
  readonly remember: undefined;
}

/** Trees are the same for the same samples: a finding can be found again. */
const seed = 0x6d2b79f5;

/** What is known of the watched series, and what is asked of it: one request after the other. */
export class Scoring {
  private readonly fleet = new FleetScorer(seededRandom(seed));

  *answer(asked: ScoreRequest): Steps<ScoreAnswers[ScoreRequest["kind"]]> {
    switch (asked.kind) {
      case "band":
        return yield* expectedBand(asked.request.values, asked.request);
      case "pass":
        return yield* this.fleet.pass(asked.nowMs, asked.batches);
      case "remember":
        this.fleet.remember(asked.batch);
        return undefined;
    }
  }
}

/** Uniform in [0, 1): a linear congruential generator does for choosing splits. */
function seededRandom(first: number): () => number {
  let state = first >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
