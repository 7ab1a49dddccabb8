import { useEffect } from "react";
import type { PanelGroup } from "../../charts/PanelGroup.ts";
import { newestMeasured } from "../../charts/SeriesBuffer.ts";
import { useSteadyState } from "../../ui/useSteadyState.ts";

/** Whether every one of these queries was answered, and none of them with a sample; false of no queries. */
export function useNothingBefore(group: PanelGroup, ids: readonly string[]): boolean {
  const [isNothing, change] = useSteadyState(false);
  const key = JSON.stringify(ids);
  useEffect(() => {
    const asked = JSON.parse(key) as readonly string[];
    const read = () =>
      change(
        () =>
          asked.length > 0 &&
          asked.every((id) => {
            const state = group.state(id);
            return state?.kind === "ready" && newestMeasured(state.buffer.view()) < 0;
          }),
      );
    read();
    const updates = group.onUpdate(read);
    return () => updates.dispose();
  }, [group, key, change]);
  return isNothing;
}
