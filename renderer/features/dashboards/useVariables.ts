import { useEffect, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import type { dashboardsArea } from "../../../shared/contract/areas/dashboards.ts";
import type { Result } from "../../../shared/contract/define.ts";
import { useClient } from "../../state/client.ts";
import { hostNowMs } from "../../state/now.ts";
import type { AskedRange } from "../../state/timeRange.ts";
import type { Chosen } from "./address.ts";

export type EvaluatedVariables = Result<(typeof dashboardsArea)["dashboards.variables"]>["variables"];

/** Values while the page was last asked; the old ones stay until new ones are there. */
export function useVariables(
  name: string,
  version: string,
  chosen: Chosen,
  { rangeMs, endMs }: AskedRange,
): { readonly variables: EvaluatedVariables | null; readonly problem: string | null } {
  const { call } = useClient();
  const [variables, setVariables] = useState<EvaluatedVariables | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const key = JSON.stringify(chosen);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is chosen, the version for the file
  useEffect(() => {
    const abort = new AbortController();
    const toMs = Math.round(endMs ?? hostNowMs());
    const request = {
      name,
      chosen: chosen.variables.map((entry) => ({ name: entry.name, values: [...entry.values] })),
      sources: [...chosen.sources],
      fromMs: toMs - rangeMs,
      toMs,
      stepMs: Math.max(1000, Math.round(rangeMs / 300)),
    };
    call("dashboards.variables", request, abort.signal).then(
      (answer) => {
        setVariables(answer.variables);
        setProblem(null);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setProblem(errorText(error));
      },
    );
    return () => abort.abort();
  }, [call, name, version, key, rangeMs, endMs]);

  return { variables, problem };
}
