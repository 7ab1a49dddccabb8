import { useEffect, useState } from "react";
import type { Contract } from "../../../../shared/contract/contract.ts";
import type { Result } from "../../../../shared/contract/define.ts";
import { reportProblem } from "../../../app/report.ts";
import { useClient } from "../../../state/client.ts";

type Noise = Result<Contract["alerts.noise"]>["rules"];

const everyMs = 15_000;

/** How noisy each rule was in the last days, read again every 15 s; empty before the first answer. */
export function useNoise(days: number): Noise {
  const { call } = useClient();
  const [noise, setNoise] = useState<Noise>([]);
  useEffect(() => {
    const abort = new AbortController();
    const read = () =>
      void call("alerts.noise", { days }, abort.signal).then(
        ({ rules }) => setNoise(rules),
        (error: unknown) =>
          abort.signal.aborted ? undefined : reportProblem("The noise of rules was not read")(error),
      );
    read();
    const timer = setInterval(read, everyMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [call, days]);
  return noise;
}
