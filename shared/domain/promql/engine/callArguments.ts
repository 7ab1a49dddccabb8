import type { Call } from "../ast.ts";
import type { Evaluation } from "./context.ts";
import type { RangeVector } from "./rangeVector.ts";
import type { Column } from "./vector.ts";

/** A call as its function sees it: arguments are evaluated when asked for, by their position. */
export interface CallArguments {
  readonly call: Call;
  readonly evaluation: Evaluation;
  /** One value a step. */
  scalar(index: number): Float64Array;
  vector(index: number): readonly Column[];
  range(index: number): RangeVector;
  text(index: number): string;
}

/** A function that answers an instant vector. */
export type VectorFunction = (args: CallArguments) => readonly Column[];
