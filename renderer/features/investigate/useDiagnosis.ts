import { useCallback, useEffect, useMemo, useState } from "react";
import { errorText } from "../../../shared/base/errors.ts";
import type { Contract } from "../../../shared/contract/contract.ts";
import type { ParamsInput, Result } from "../../../shared/contract/define.ts";
import { useClient } from "../../state/client.ts";

export type Report = Result<Contract["diagnosis.run"]>;
type Subject = ParamsInput<Contract["diagnosis.run"]>;

export interface Diagnosis {
  /** The newest there is, of this subject; null before the first. */
  readonly report: Report | null;
  readonly isAsking: boolean;
  /** Why the last one did not come; null when it did. */
  readonly problem: string | null;
  /** Asks at once. */
  again(): void;
}

/** What is wrong now is judged again in a while: what began a moment ago shows more of itself later. */
const againMs = 20_000;

/** Judges the subject when it is opened, every while as long as it is about now, and on demand. Null waits. */
export function useDiagnosis(subject: Subject | null): Diagnosis {
  const { call } = useClient();
  const key = JSON.stringify(subject);
  const [asked, setAsked] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const [told, setTold] = useState<{ readonly key: string; readonly report: Report } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` asks again
  useEffect(() => {
    const about = JSON.parse(key) as Subject | null;
    if (about === null) return undefined;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const ask = async () => {
      setAsking(true);
      try {
        const report = await call("diagnosis.run", about, abort.signal);
        setTold({ key, report });
        setProblem(null);
      } catch (error) {
        if (abort.signal.aborted) return;
        setProblem(errorText(error));
      }
      setAsking(false);
      if (about.atMs === null && !abort.signal.aborted) timer = setTimeout(() => void ask(), againMs);
    };
    void ask();
    return () => {
      abort.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [call, key, asked]);

  const again = useCallback(() => setAsked((count) => count + 1), []);
  const report = told !== null && told.key === key ? told.report : null;
  return useMemo(() => ({ report, isAsking, problem, again }), [report, isAsking, problem, again]);
}
