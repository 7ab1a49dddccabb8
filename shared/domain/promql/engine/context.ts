import { MidwatchError } from "../../../base/errors.ts";
import type { AtTime } from "../ast.ts";
import type { TextSpan } from "../queryError.ts";
import type { AnnotationList } from "./annotations.ts";
import type { SampleSource } from "./samples.ts";

/** The times of evaluation: `startMs + i x stepMs` for `count` values of i. */
export interface Steps {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** What a query may cost. */
export interface Limits {
  /** Samples read and values computed, all together. */
  readonly maxSamples: number;
  /** Values of one vector: series x steps. */
  readonly maxCells: number;
}

/** How far back an instant selector looks: the window is open on the left, (t - 5 min, t]. */
export const lookbackMs = 300_000;

/** What holds for a whole query. */
export interface QueryContext {
  readonly query: string;
  readonly source: SampleSource;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  /** The step of subqueries that name none. */
  readonly defaultStepMs: number;
  readonly annotations: AnnotationList;
  readonly limits: Limits;
  /** Called between series, every thousand samples or so; throws to end the query (cancelled, out of time). */
  checkpoint(): void;
  /** Samples touched so far, and at the last checkpoint. */
  touched: number;
  checkedAt: number;
}

/** Evaluation at certain steps: those of the query, or of a subquery. */
export interface Evaluation {
  readonly query: QueryContext;
  readonly steps: Steps;
}

/** Looking at the clock for each series would cost more than reading a short one. */
const samplesBetweenCheckpoints = 1000;

/** Counts samples; throws LIMIT when there are too many. */
export function touch(query: QueryContext, samples: number): void {
  query.touched += samples;
  if (query.touched - query.checkedAt >= samplesBetweenCheckpoints) {
    query.checkpoint();
    query.checkedAt = query.touched;
  }
  if (query.touched <= query.limits.maxSamples) return;
  throw new MidwatchError(
    "LIMIT",
    `The query touches more than ${query.limits.maxSamples} samples: add label matchers, or use a shorter range or a longer step`,
  );
}

/** Throws LIMIT for a vector that is too large to be kept. */
export function checkCells({ query, steps }: Evaluation, seriesCount: number, span: TextSpan): void {
  if (seriesCount * steps.count <= query.limits.maxCells) return;
  throw new MidwatchError(
    "LIMIT",
    `There would be ${seriesCount} series x ${steps.count} steps, at most ${query.limits.maxCells} values are answered: add label matchers or use a longer step`,
    { detail: { position: span } },
  );
}

export function stepTimeMs({ startMs, stepMs }: Steps, step: number): number {
  return startMs + step * stepMs;
}

/** When samples are looked up for each step of an evaluation, offset and @ applied: all the same with @. */
export function lookupTimes(
  { query, steps }: Evaluation,
  { offsetMs, at }: { readonly offsetMs: number; readonly at: AtTime | null },
): Steps {
  if (at === null) return { ...steps, startMs: steps.startMs - offsetMs };
  const atMs = at.kind === "time" ? at.timeMs : at.kind === "start" ? query.startMs : query.endMs;
  return { startMs: atMs - offsetMs, stepMs: 0, count: steps.count };
}
