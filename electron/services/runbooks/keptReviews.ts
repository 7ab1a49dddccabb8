import type { Clock } from "../../../shared/base/clock.ts";
import { MidwatchError } from "../../../shared/base/errors.ts";
import type { Prepared, RunRequest } from "./prepare.ts";

/** Longer, and what was looked at is not what is. */
const reviewMs = 15 * 60_000;
const mostReviews = 50;

interface KeptReview {
  readonly request: RunRequest;
  readonly prepared: Prepared;
  readonly untilMs: number;
}

/** Reviews that a run may begin with: each once, and only for a while. */
export interface KeptReviews {
  keep(request: RunRequest, prepared: Prepared): { readonly id: string; readonly untilMs: number };
  /** CONFLICT for one that was used, is too old or never was. */
  find(id: string): KeptReview;
  /** Whoever sends it again finds it used. */
  use(id: string): void;
}

export function createKeptReviews({
  clock,
  newId,
}: {
  readonly clock: Clock;
  readonly newId: () => string;
}): KeptReviews {
  const reviews = new Map<string, KeptReview>();
  return {
    keep(request, prepared) {
      const nowMs = clock.nowMs();
      for (const [id, { untilMs }] of reviews) if (untilMs <= nowMs || reviews.size >= mostReviews) reviews.delete(id);
      const [id, untilMs] = [newId(), nowMs + reviewMs];
      reviews.set(id, { request, prepared, untilMs });
      return { id, untilMs };
    },
    find(id) {
      const kept = reviews.get(id);
      if (kept && kept.untilMs > clock.nowMs()) return kept;
      throw new MidwatchError(
        "CONFLICT",
        "This review was used already or is too old: review again. Nothing was changed",
      );
    },
    use: (id) => void reviews.delete(id),
  };
}
