import type { Disposable } from "../../../../shared/base/disposable.ts";
import type { Event } from "../../../../shared/base/emitter.ts";
import type { RuleGroup } from "../../../../shared/domain/alerts/rules/ruleFile.ts";
import type { WorkspaceProblem } from "../../../../shared/domain/workspace/model.ts";

/** The rule files of a workspace, read again when they change. */
export interface RuleLibrary extends Disposable {
  /** Of the files without problems, in the order of their names. */
  readonly groups: readonly RuleGroup[];
  readonly problems: readonly WorkspaceProblem[];
  readonly onChange: Event<void>;
}
