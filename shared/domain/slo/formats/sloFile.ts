import type { WorkspaceProblem } from "../../workspace/model.ts";
import type { Slo } from "../slo.ts";

/** One of the documents of a file. */
export interface SloDocument {
  readonly text: string;
  readonly file: string;
  /** The line of the file in which it begins. */
  readonly firstLine: number;
}

export interface ReadSlos {
  /** Empty when there is any problem. */
  readonly slos: readonly Slo[];
  readonly problems: readonly WorkspaceProblem[];
}

export type ProblemAt = (path: readonly PropertyKey[], message: string, within?: number) => WorkspaceProblem;
