import { useCallback, useEffect, useState } from "react";
import { errorText } from "../../../../shared/base/errors.ts";
import type { Contract } from "../../../../shared/contract/contract.ts";
import type { Result } from "../../../../shared/contract/define.ts";
import { useClient } from "../../../state/client.ts";
import { labelsOf, type RoutingView } from "./routingAddress.ts";

export type RoutingAnswer = Result<Contract["alerts.explainRouting"]>;
export type Explanation = NonNullable<RoutingAnswer["explanation"]>;

/** A server tells its configuration with every default written out: lines of it are not those of the person's file. */
export function isServers({ configurations, chosen }: RoutingAnswer): boolean {
  return configurations.some(({ name, kind }) => name === chosen && kind === "server");
}

/** The answer for what the address asks; the last one stays until the next is here. */
export function useRouting({ labels, configuration }: RoutingView): {
  readonly answer: RoutingAnswer | null;
  readonly problem: string | null;
  again(): void;
} {
  const { call } = useClient();
  const [answer, setAnswer] = useState<RoutingAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(0);
  const again = useCallback(() => setAsking((count) => count + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again on request
  useEffect(() => {
    const abort = new AbortController();
    call("alerts.explainRouting", { configuration, labels: { ...labelsOf(labels) } }, abort.signal).then(
      (found) => {
        setAnswer(found);
        setProblem(null);
      },
      (error: unknown) => (abort.signal.aborted ? undefined : setProblem(errorText(error))),
    );
    return () => abort.abort();
  }, [call, labels, configuration, asking]);

  return { answer, problem, again };
}
