import { useEffect } from "react";
import { StatusIcon } from "../../ui/StatusIcon.tsx";
import { useSteadyState } from "../../ui/useSteadyState.ts";
import type { PanelData } from "./usePanelData.ts";

/** What the sources doubt about the answers of a panel, and which of its queries failed beside others: a mark that says it. */
export function Doubts({ data: { queries, range, instant } }: { readonly data: PanelData }) {
  const [said, changeSaid] = useSteadyState("");
  useEffect(() => {
    const read = () => {
      const states = queries.flatMap(({ id }) => [range.state(id), instant.state(id)]);
      const isAnswered = states.some((state) => state?.kind === "ready");
      const warnings = states.flatMap((state) => {
        if (state?.kind === "ready") return state.warnings;
        return state?.kind === "error" && isAnswered ? [state.message] : [];
      });
      changeSaid(() => [...new Set(warnings)].join("\n"));
    };
    read();
    const listening = [range.onUpdate(read), instant.onUpdate(read)];
    return () => {
      for (const one of listening) one.dispose();
    };
  }, [queries, range, instant, changeSaid]);
  if (said === "") return null;
  return (
    <span title={said}>
      <StatusIcon status="warning" size={12} label={`Warning: ${said}`} />
    </span>
  );
}
