import type { Disposable } from "../../../../shared/base/disposable.ts";
import type { Event } from "../../../../shared/base/emitter.ts";
import type { FaultPattern } from "../../../../shared/domain/diagnosis/pattern.ts";
import type { WorkspaceProblem } from "../../../../shared/domain/workspace/model.ts";

/** The fault patterns of a workspace, read again when they change. */
export interface PatternLibrary extends Disposable {
  /** Of the files without problems, in the order of their names. */
  readonly patterns: readonly FaultPattern[];
  readonly problems: readonly WorkspaceProblem[];
  readonly onChange: Event<void>;
}
