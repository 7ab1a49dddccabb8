import { useEffect, useState } from "react";
import type { DashboardPanel } from "../../../../shared/domain/dashboards/model.ts";
import { type AnswerState, panelAnswers } from "../panelAnswers.ts";
import type { PanelData } from "../usePanelData.ts";

/** The panel's answers, read again after each item of its streams. */
export function useAnswers(panel: DashboardPanel, data: PanelData): AnswerState {
  const [state, setState] = useState<AnswerState>({ kind: "loading" });
  const { range, instant, queries, problem } = data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of `data` that answers are made of
  useEffect(() => {
    const read = () => setState(panelAnswers(panel, data));
    read();
    const subscriptions = [range.onUpdate(read), instant.onUpdate(read)];
    return () => {
      for (const subscription of subscriptions) subscription.dispose();
    };
  }, [panel, range, instant, queries, problem]);
  return state;
}
