import type { Disposable } from "../../../shared/base/disposable.ts";
import type { Event } from "../../../shared/base/emitter.ts";
import type { ServiceBudget } from "../../../shared/domain/slo/serviceBudget.ts";
import type { SloHistory, SloState } from "../../../shared/domain/slo/sloState.ts";
import type { WorkspaceProblem } from "../../../shared/domain/workspace/model.ts";

/** Counts what the workspace's SLOs say, a slice at a time, and knows what is left of their budgets. */
export interface SlosService extends Disposable {
  /** In the order of their files. */
  readonly states: readonly SloState[];
  /** What is wrong in files, and with the record of slices. */
  readonly problems: readonly WorkspaceProblem[];
  readonly onChange: Event<void>;
  /** Over its own window, or over so many days. Null for an SLO that is not there. */
  history(id: string, days: number | null): SloHistory | null;
  /** Those that are known, of SLOs whose policy freezes somewhere. */
  readonly budgets: readonly ServiceBudget[];
}
