import { useEffect } from "react";
import { useSteadyState } from "../ui/useSteadyState.ts";
import { bufferOf, type PanelGroup } from "./PanelGroup.ts";

/** The power of ten that holds the largest value (or all together), so that an axis changes its unit seldom. */
export function useMagnitude(group: PanelGroup, ids: string, isStacked: boolean): number {
  const [magnitude, changeMagnitude] = useSteadyState(1);
  useEffect(() => {
    const read = () => {
      const columns = ids.split("\n").flatMap((id) => bufferOf(group.state(id))?.view().values ?? []);
      const tops = columns.map(largestOf);
      const largest = isStacked ? tops.reduce((sum, top) => sum + top, 0) : Math.max(0, ...tops);
      if (largest > 0) {
        changeMagnitude((old) => (largest >= old && largest < old * 12 ? old : 10 ** Math.floor(Math.log10(largest))));
      }
    };
    read();
    const subscription = group.onUpdate(read);
    return () => subscription.dispose();
  }, [group, ids, isStacked, changeMagnitude]);
  return magnitude;
}

function largestOf(column: Float64Array): number {
  let largest = 0;
  for (const value of column) if (Number.isFinite(value) && Math.abs(value) > largest) largest = Math.abs(value);
  return largest;
}
