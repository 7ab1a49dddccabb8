import type { Action } from "./action.ts";
import type { PlannedTarget } from "./plan.ts";
import type { RunTarget } from "./runState.ts";

export interface UndoAction {
  /** 0-based, of the step that it takes back; null for what takes the whole back. */
  readonly step: number | null;
  readonly action: Action;
}

/** What an undo runs on a target, in its order: the last step first, then what the runbook says of the whole. None where nothing was begun. */
export function undoActions(
  { undo, undoAll }: Pick<PlannedTarget, "undo" | "undoAll">,
  { changed, state }: Pick<RunTarget, "changed" | "state">,
): readonly UndoAction[] {
  if (changed.length === 0 || state === "undone") return [];
  return [
    ...[...changed].reverse().flatMap((step) => (undo[step] ?? []).map((action) => ({ step, action }))),
    ...undoAll.map((action) => ({ step: null, action })),
  ];
}
